// Tries: thousands of origins, each of which may leave an entry in a pool.
// Expect: 200 held | 500 handler_error | 503 memory_limit | 504 timeout
export async function attack() {
  const all = [];
  for (let i = 0; i < 2000; i++) all.push(fetch(`http://host-${i}.invalid:${1000 + i}/`));
  await Promise.allSettled(all);
  return new Response('held');
}
