// Tries: a Fibonacci number with a million digits by addition.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let a = 0n;
  let b = 1n;
  for (let i = 0; i < 10_000_000; i++) [a, b] = [b, a + b];
  return new Response(a.toString().slice(0, 5));
}
