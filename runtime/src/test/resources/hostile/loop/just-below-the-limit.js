// Tries: to burn time to just below the limit in many requests.
// Expect: 200 done | 504 timeout | 503 isolate_ended | 503 queue_full
// Requests: 8
export function attack() {
  const end = Date.now() + 700;
  while (Date.now() < end);
  return new Response('done');
}
