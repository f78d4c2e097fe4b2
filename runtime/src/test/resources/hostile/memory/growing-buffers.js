// Tries: to grow buffers that can be resized.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack(request) {
  const kept = [];
  for (;;) { const buffer = new ArrayBuffer(1, { maxByteLength: 4 << 20 }); buffer.resize(4 << 20); kept.push(buffer); }
}
