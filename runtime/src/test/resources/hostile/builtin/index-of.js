// Tries: a search that almost matches everywhere.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const text = 'a'.repeat(16 << 20);
  return new Response(String(text.indexOf('a'.repeat(1 << 20) + 'b')));
}
