// Tries: to build a large array within one call of a builtin.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String(Array.from({ length: 30_000_000 }, (_, i) => ({ x: [i] })).length));
}
