// Tries: an array made from a claimed length.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(Array.from({ length: 2 ** 32 - 1 }).length));
}
