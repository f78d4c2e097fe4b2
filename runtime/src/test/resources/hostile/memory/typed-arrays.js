// Tries: typed arrays that are all kept.
// Expect: 503 memory_limit | 500 handler_error | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push(new Uint8Array(100_000).fill(1));
}
