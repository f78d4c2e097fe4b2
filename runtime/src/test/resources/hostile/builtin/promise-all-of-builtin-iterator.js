// Tries: to wait for endlessly many promises.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const endless = { [Symbol.iterator]: () => ({ next: Object.bind(null, { done: false, value: 1 }) }) };
  Promise.all(endless);
  return new Response('done');
}
