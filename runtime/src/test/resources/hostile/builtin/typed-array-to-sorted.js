// Tries: to copy and sort 48 MB of numbers without a comparator.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const numbers = new Float64Array(6 << 20).map((_, i) => (i * 7919) % 4_000_000);
  return new Response(String(numbers.toSorted()[0]));
}
