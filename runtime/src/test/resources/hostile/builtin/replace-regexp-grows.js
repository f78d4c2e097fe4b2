// Tries: to replace each match by the text around it.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('a'.repeat(1 << 16).replace(/a/g, "$`$'").length));
}
