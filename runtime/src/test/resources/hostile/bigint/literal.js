// Tries: a literal of a million digits in evaluated code.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(eval('9'.repeat(4 << 20) + 'n') === 0n));
}
