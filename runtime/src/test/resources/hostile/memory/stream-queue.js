// Tries: to enqueue chunks that nobody reads.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  let source;
  new ReadableStream({ start: (controller) => { source = controller; } });
  for (;;) source.enqueue(new Uint8Array(100_000));
}
