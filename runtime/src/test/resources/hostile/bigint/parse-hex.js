// Tries: to parse sixteen million hexadecimal digits.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(BigInt('0x' + 'f'.repeat(16 << 20)) === 0n));
}
