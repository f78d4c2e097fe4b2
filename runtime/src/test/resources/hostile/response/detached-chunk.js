// Tries: to change a chunk after it was handed over.
// Expect: 200 | 500 handler_error | cut
export function attack() {
  const chunk = new Uint8Array(1000).fill(97);
  return new Response(new ReadableStream({
    start(controller) {
      controller.enqueue(chunk);
      try {
        chunk.buffer.transfer(0);
      } catch {
        // Not a builtin of every engine.
      }
      controller.close();
    },
  }));
}
