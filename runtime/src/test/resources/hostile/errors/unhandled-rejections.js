// Tries: a million rejections that are not handled.
// Expect: 200 sent | 503 memory_limit | 504 timeout
export function attack() {
  for (let i = 0; i < 1_000_000; i++) Promise.reject(new Error(`${i}`));
  return new Response('sent');
}
