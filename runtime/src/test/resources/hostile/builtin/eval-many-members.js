// Tries: to define a class of half a million methods.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new Function(`return class {${names.map((name) => `${name}(){}`).join('')}}`)();
  return new Response('done');
}
