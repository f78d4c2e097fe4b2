// Tries: to make an array of an endless iterator without any own code in the loop.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const endless = { next: Function.prototype.bind.call(Object, null), [Symbol.iterator]() { return this; } };
  return new Response(String(Array.from(endless).length));
}
