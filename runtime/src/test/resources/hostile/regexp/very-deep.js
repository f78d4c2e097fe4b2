// Tries: to compile a million groups within each other.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(new RegExp('(?:'.repeat(1_000_000) + 'a' + ')'.repeat(1_000_000)).test('a')));
}
