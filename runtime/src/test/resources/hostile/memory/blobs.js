// Tries: blobs of blobs.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let blob = new Blob(['x'.repeat(1 << 20)]);
  for (;;) blob = new Blob([blob, blob]);
}
