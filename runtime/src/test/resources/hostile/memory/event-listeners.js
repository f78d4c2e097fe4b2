// Tries: listeners without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const target = new EventTarget();
  for (;;) target.addEventListener('x', () => target);
}
