// Tries: to divide a huge number by a huge one.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const large = (1n << 60000000n) - 1n;
  return new Response(String(large / ((1n << 30000000n) + 1n) === 0n));
}
