// Tries: to make a Number of a huge BigInt.
// Expect: 200 | 500 handler_error | 503 memory_limit
export function attack() {
  return new Response(String(Number(1n << 1073741823n)));
}
