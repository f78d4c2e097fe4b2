// Tries: a million chunks of one byte.
// Expect: 200 | 504 timeout | 503 memory_limit | cut
export function attack() {
  let left = 1_000_000;
  return new Response(new ReadableStream({
    pull(controller) {
      if (left-- === 0) controller.close();
      else controller.enqueue(new Uint8Array(1));
    },
  }));
}
