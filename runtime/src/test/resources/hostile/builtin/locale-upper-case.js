// Tries: case mapping in a locale.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('\u0149'.repeat(8 << 20).toLocaleUpperCase('tr').length));
}
