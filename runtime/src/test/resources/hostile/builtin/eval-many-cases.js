// Tries: to go through half a million cases.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`);
  new Function(`switch (9) {${names.map((name) => `case '${name}':`).join('')}}`)();
  return new Response('done');
}
