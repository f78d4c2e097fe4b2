// Tries: to fill an array of four thousand million elements.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(new Array(2 ** 32 - 1).fill(0).length));
}
