// Tries: backtracking within a lookbehind.
// Expect: 200 | 504 timeout
export function attack() {
  return new Response(String(/(?<=^(a+)+)b$/.test('a'.repeat(60) + 'c')));
}
