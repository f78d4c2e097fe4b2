// Tries: a hundred thousand different small functions.
// Expect: 200 made | 503 memory_limit | 504 timeout
export function attack() {
  for (let i = 0; i < 100_000; i++) new Function(`return ${Math.random()}`)();
  return new Response('made');
}
