// Tries: a sparse array that becomes dense.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const sparse = [];
  for (let i = 2 ** 31; i > 0; i -= 3) sparse[i] = i;
  return new Response('x');
}
