// Tries: to print a large number to base 7.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String((1n << 30000000n).toString(7).length));
}
