// Tries: a pattern with thirty thousand groups on many characters.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const pattern = new RegExp('(a)?'.repeat(30_000));
  const matches = [];
  for (let i = 0; i < 1000; i++) matches.push(pattern.exec('a'.repeat(30_000)));
  return new Response(String(matches.length));
}
