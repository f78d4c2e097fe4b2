// Tries: memory that hangs on a deep stack.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const dive = (n) => {
    const mine = new Array(1000).fill(n);
    return dive(n + 1) + mine.length;
  };
  return new Response(String(dive(0)));
}
