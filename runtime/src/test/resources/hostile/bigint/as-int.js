// Tries: to wrap a number to a huge width.
// Expect: 200 | 500 handler_error | 503 memory_limit
export function attack() {
  return new Response(String(BigInt.asUintN(2 ** 31, -1n) === 0n));
}
