// Tries: to compile ten thousand groups within each other.
// Expect: 200 | 500 handler_error | 504 timeout
export function attack() {
  return new Response(String(new RegExp('('.repeat(10_000) + 'a' + ')'.repeat(10_000)).test('a')));
}
