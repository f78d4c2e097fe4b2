// Tries: padding to the largest length.
// Expect: 200 | 500 handler_error | 503 memory_limit
export function attack() {
  return new Response(String('x'.padStart(2 ** 30, 'ab').length));
}
