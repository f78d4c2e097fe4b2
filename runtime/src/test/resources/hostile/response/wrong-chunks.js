// Tries: chunks that are no bytes.
// Expect: cut | 500 handler_error
export function attack() {
  return new Response(new ReadableStream({
    start(controller) {
      controller.enqueue({ byteLength: 1e9, buffer: {} });
      controller.close();
    },
  }));
}
