// Tries: a string of half a gibibyte.
// Expect: 500 handler_error
export function attack() {
  return new Response('x'.repeat(2 ** 29));
}
