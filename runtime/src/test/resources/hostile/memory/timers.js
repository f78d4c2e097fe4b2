// Tries: long timers without end.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  for (;;) setTimeout(() => {}, 2 ** 31 - 1);
}
