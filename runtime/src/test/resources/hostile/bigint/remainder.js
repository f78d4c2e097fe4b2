// Tries: the remainder of a huge number.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const large = 7n ** 20000000n;
  return new Response(String(large % 5n ** 9000000n === 0n));
}
