// Tries: to upload a body that does not end.
// Expect: 200 held | 500 handler_error | 503 memory_limit | 504 timeout
export async function attack() {
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)) });
  await fetch('http://127.0.0.1:1/', { method: 'POST', body, duplex: 'half' }).catch(() => {});
  return new Response('held');
}
