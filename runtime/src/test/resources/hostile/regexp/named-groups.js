// Tries: to match with thousands of named groups.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const source = Array.from({ length: 5000 }, (_, i) => `(?<n${i}>a)?`).join('');
  for (let i = 0; i < 1000; i++) new RegExp(source, 'd').exec('a'.repeat(5000));
  return new Response('done');
}
