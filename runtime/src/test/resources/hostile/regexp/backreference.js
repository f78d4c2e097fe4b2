// Tries: backtracking that no automaton can avoid.
// Expect: 504 timeout
export function attack() {
  return new Response(String(/^(a*)*\1b$/.test('a'.repeat(60) + 'c')));
}
