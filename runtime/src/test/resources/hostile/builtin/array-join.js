// Tries: to join an array that claims four thousand million elements.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(new Array(2 ** 32 - 1).join('ab').length));
}
