// Tries: to sort 32 MiB of numbers with a comparator.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const numbers = new Float64Array(4 << 20).map((_, i) => (i * 7919) % 4_000_000);
  return new Response(String(numbers.sort((a, b) => b - a)[0]));
}
