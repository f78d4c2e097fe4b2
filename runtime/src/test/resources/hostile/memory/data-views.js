// Tries: to keep views of ever new buffers.
// Expect: 503 memory_limit | 504 timeout
export function attack(request) {
  const kept = [];
  for (;;) kept.push(new DataView(new ArrayBuffer(1 << 16)));
}
