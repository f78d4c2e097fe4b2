// Tries: different long texts, evaluated.
// Expect: 200 made | 503 memory_limit | 504 timeout
export function attack() {
  for (let i = 0; i < 60; i++) (0, eval)(`/*${Math.random()}${'x'.repeat(4 << 20)}*/ 1`);
  return new Response('made');
}
