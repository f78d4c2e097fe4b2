// Tries: to make symbols of long descriptions.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const symbols = [];
  for (let i = 0; i < 1000; i++) symbols.push(Symbol(i + 'x'.repeat(16 << 20)).toString());
  return new Response(String(symbols.length));
}
