// Tries: a search from the end that almost matches everywhere.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const text = 'a'.repeat(8 << 20);
  return new Response(String(text.lastIndexOf('b' + 'a'.repeat(1 << 20))));
}
