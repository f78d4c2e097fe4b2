// Tries: to fill a map by an iterator whose next is a builtin.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const endless = { [Symbol.iterator]: () => ({ next: Object.bind(null, { done: false, value: [1, 2] }) }) };
  return new Response(String(new Map(endless).size + new Set(endless).size));
}
