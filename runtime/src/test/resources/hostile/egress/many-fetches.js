// Tries: fetches without end to an address that refuses.
// Expect: 200 held | 500 handler_error | 503 memory_limit | 504 timeout
export async function attack() {
  const all = [];
  for (let i = 0; i < 20_000; i++) all.push(fetch(`http://127.0.0.1:1/${i}`));
  await Promise.allSettled(all);
  return new Response('held');
}
