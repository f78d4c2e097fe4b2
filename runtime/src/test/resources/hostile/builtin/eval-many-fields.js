// Tries: to make an object of half a million private fields.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new (new Function(`return class {${names.map((name) => `#${name}=1;`).join('')}}`)())();
  return new Response('done');
}
