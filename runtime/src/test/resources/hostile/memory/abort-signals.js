// Tries: signals that depend on each other.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const signals = [];
  for (;;) signals.push(AbortSignal.any(signals.slice(-50).concat(new AbortController().signal)));
}
