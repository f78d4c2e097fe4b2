// Tries: a format with a million places.
// Expect: 200 logged | 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  console.log('%o%s%d'.repeat(1_000_000), ...Array(100_000).fill({ a: 1 }));
  return new Response('logged');
}
