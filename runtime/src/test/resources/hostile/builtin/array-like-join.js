// Tries: to join an object that claims 2^53 - 1 elements.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout | 200
export function attack() {
  return new Response(Array.prototype.join.call({ length: 2 ** 53 - 1 }, ''));
}
