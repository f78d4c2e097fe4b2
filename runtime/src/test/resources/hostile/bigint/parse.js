// Tries: to parse sixteen million digits.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(BigInt('9'.repeat(16 << 20)) === 0n));
}
