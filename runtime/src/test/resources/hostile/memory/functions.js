// Tries: functions made of different long texts.
// Expect: 200 made | 503 memory_limit | 504 timeout
export function attack() {
  for (let i = 0; i < 60; i++) new Function(`/*${Math.random()}${'x'.repeat(4 << 20)}*/`);
  return new Response('made');
}
