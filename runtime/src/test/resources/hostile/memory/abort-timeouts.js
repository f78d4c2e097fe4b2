// Tries: signals with timers without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const signals = [];
  for (;;) signals.push(AbortSignal.timeout(2 ** 31 - 1));
}
