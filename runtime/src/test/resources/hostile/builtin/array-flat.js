// Tries: to flatten an array that contains itself many times.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let nested = [1];
  for (let i = 0; i < 40; i++) nested = [nested, nested];
  return new Response(String(nested.flat(Infinity).length));
}
