// Tries: to print a power of three with millions of digits.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String((3n ** 60000000n).toString().length));
}
