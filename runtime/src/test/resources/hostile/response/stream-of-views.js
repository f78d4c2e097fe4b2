// Tries: to send one buffer again and again by views while changing it.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout | cut | 503 isolate_ended
export function attack(request) {
  const buffer = new ArrayBuffer(1 << 20);
  let count = 0;
  return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(buffer)); if (++count > 2000) c.close(); } }));
}
