// Tries: to copy within a sparse array of the largest length.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const sparse = [];
  sparse.length = 2 ** 32 - 1;
  sparse.copyWithin(0, 2 ** 31);
  return new Response('copied');
}
