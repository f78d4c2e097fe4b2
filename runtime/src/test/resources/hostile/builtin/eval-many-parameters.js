// Tries: to call a function of half a million parameters.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new Function(...names, 'return 1')();
  return new Response('done');
}
