// Tries: to shift by two thousand million bits.
// Expect: 500 handler_error | 503 memory_limit
export function attack() {
  return new Response(String((1n << 2000000000n) === 0n));
}
