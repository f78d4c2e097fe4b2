// Tries: case mapping that makes each character longer, which the JDK does in quadratic time.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('\u0149'.repeat(8 << 20).toUpperCase().length));
}
