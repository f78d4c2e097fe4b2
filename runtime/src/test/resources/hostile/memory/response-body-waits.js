// Tries: responses of megabytes for clients that are slow, in eight requests.
// Expect: 200 | 503 memory_limit | 503 isolate_ended | 504 timeout
// Requests: 8
export function attack() {
  return new Response('x'.repeat(30 << 20));
}
