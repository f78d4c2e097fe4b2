// Tries: a call with millions of arguments.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(Math.max.apply(null, { length: 2 ** 31 - 1 })));
}
