// Tries: a leak that grows with each request.
// Expect: 200 kept | 503 memory_limit | 503 isolate_ended | 504 timeout
// Requests: 32
export function attack() {
  (globalThis.kept ??= []).push(new Uint8Array(8 << 20).fill(1));
  return new Response('kept');
}
