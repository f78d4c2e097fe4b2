// Tries: to format a large number for people.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String((1n << 4000000n).toLocaleString('de').length));
}
