// Tries: exponential backtracking.
// Expect: 200 | 504 timeout
export function attack() {
  return new Response(String(/^(a+)+$/.test('a'.repeat(60) + '!')));
}
