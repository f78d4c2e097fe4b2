// Tries: to keep unread streams of endless iterators.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack(request) {
  const kept = [];
  async function* endless() { for (;;) yield new Uint8Array(1 << 16); }
  for (;;) kept.push(ReadableStream.from(endless()));
}
