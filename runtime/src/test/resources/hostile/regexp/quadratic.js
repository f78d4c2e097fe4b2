// Tries: a search that begins anew at each of a million characters.
// Expect: 200 | 504 timeout
export function attack() {
  return new Response(String(/a*b/.test('a'.repeat(1_000_000))));
}
