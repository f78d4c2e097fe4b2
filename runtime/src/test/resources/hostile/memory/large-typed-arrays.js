// Tries: large typed arrays that are all kept.
// Expect: 503 memory_limit | 500 handler_error | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push(new Float64Array(4 << 20).fill(1));
}
