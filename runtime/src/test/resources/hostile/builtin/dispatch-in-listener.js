// Tries: to dispatch an event within its listener without end.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const target = new EventTarget();
  target.addEventListener('x', () => target.dispatchEvent(new Event('x')));
  target.dispatchEvent(new Event('x'));
  return new Response('done');
}
