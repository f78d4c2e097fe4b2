// Tries: to parse a date of sixteen million characters.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(Date.parse('1 '.repeat(8 << 20)) + Date.parse('('.repeat(16 << 20))));
}
