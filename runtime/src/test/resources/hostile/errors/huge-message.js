// Tries: an error of thirty megabytes.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  throw new Error('x'.repeat(30 << 20));
}
