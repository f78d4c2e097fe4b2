// Tries: memory that hangs on arguments of a builtin.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const many = new Array(4_000_000).fill('x'.repeat(10));
  return new Response(String(Math.max(...many)));
}
