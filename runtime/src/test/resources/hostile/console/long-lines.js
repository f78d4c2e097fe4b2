// Tries: lines of megabytes.
// Expect: 504 timeout | 503 memory_limit
export function attack() {
  for (;;) console.log('x'.repeat(4 << 20));
}
