// Tries: to sort an array that is as long as arrays can be and holds nothing.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const array = [];
  array.length = 2 ** 32 - 1;
  array[2 ** 32 - 2] = 1;
  array.sort();
  return new Response(String(array[0]));
}
