// Tries: one typed array larger than the limit.
// Expect: 500 handler_error | 503 memory_limit
export function attack() {
  return new Response(String(new Uint8Array(2 ** 31 - 1).length));
}
