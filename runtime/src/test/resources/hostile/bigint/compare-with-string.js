// Tries: a comparison that parses sixteen million digits.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(1n < '9'.repeat(16 << 20)));
}
