// Tries: a stream that enqueues all at once.
// Expect: 503 memory_limit | 504 timeout | cut
export function attack() {
  return new Response(new ReadableStream({
    start(controller) {
      for (;;) controller.enqueue(new Uint8Array(1 << 20));
    },
  }));
}
