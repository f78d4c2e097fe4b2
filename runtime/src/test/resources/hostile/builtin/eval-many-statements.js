// Tries: to run half a million statements.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new Function(names.map(() => 'try{0}catch{}').join(''))();
  return new Response('done');
}
