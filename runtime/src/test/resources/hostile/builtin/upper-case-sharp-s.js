// Tries: case mapping of Latin-1 text that becomes longer.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('\u00df'.repeat(16 << 20).toUpperCase().length));
}
