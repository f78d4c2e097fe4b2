// Tries: to spread an iterator whose next is a builtin.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const constant = { done: false, value: 1 };
  const endless = { [Symbol.iterator]: () => ({ next: Object.bind(null, constant) }) };
  return new Response(String([...endless].length));
}
