// Tries: thousands of numbers near the largest size.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (let i = 0n; ; i++) all.push((1n << 1000000n) + i);
}
