// Tries: to declare half a million functions.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  (0, eval)(names.map((name) => `function ${name}(){}`).join(''));
  return new Response('done');
}
