// Tries: case mapping of dotted capital I.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('\u0130'.repeat(8 << 20).toLowerCase().length));
}
