// Tries: a hundred thousand different patterns.
// Expect: 200 | 503 memory_limit | 504 timeout
export function attack() {
  let found = 0;
  for (let i = 0; i < 100_000; i++) if (new RegExp(`a${i}b+c*${Math.random()}`).test('a1b')) found++;
  return new Response(String(found));
}
