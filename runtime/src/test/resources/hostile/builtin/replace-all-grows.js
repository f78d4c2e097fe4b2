// Tries: to replace each character by a thousand.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('a'.repeat(1 << 20).replaceAll('a', 'b'.repeat(1000)).length));
}
