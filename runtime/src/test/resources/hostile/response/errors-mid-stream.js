// Tries: a body that fails after its first chunk.
// Expect: cut
export function attack() {
  let chunks = 0;
  return new Response(new ReadableStream({
    pull(controller) {
      if (chunks++ === 3) controller.error(new Error('x'.repeat(1 << 20)));
      else controller.enqueue(new Uint8Array(1000));
    },
  }));
}
