// Tries: to define half a million accessors in one literal.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new Function(`return {${names.map((name) => `get ${name}(){}`).join()}}`)();
  return new Response('done');
}
