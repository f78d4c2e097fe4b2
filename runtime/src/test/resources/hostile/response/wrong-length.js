// Tries: a content-length that is larger than the body.
// Expect: 200 | 500 handler_error | cut
export function attack() {
  return new Response(new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(10));
      controller.close();
    },
  }), { headers: { 'content-length': '1000000' } });
}
