// Tries: to keep half a million local variables for a closure.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new Function(`let ${names.join()}; return () => eval('1')`)()();
  return new Response('done');
}
