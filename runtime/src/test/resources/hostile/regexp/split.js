// Tries: to split a long string by an empty pattern.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('a'.repeat(16 << 20).split(/(?:)/).length));
}
