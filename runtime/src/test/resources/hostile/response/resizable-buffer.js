// Tries: a chunk whose buffer shrinks while it is sent.
// Expect: 200 | 500 handler_error | cut
export function attack() {
  const buffer = new ArrayBuffer(1 << 20, { maxByteLength: 1 << 20 });
  const bytes = new Uint8Array(buffer);
  const response = new Response(new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  }));
  queueMicrotask(() => buffer.resize(0));
  return response;
}
