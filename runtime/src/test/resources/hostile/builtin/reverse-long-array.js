// Tries: to reverse an array that is as long as arrays can be.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const array = [];
  array.length = 2 ** 32 - 1;
  array.reverse();
  return new Response(String(array.length));
}
