// Tries: to parse a number of sixteen million digits.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(parseFloat('1'.repeat(16 << 20) + '.' + '3'.repeat(1 << 20))));
}
