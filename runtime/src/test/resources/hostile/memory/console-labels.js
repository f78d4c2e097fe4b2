// Tries: counters and timers of the console without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  for (let i = 0; ; i++) console.time(`label ${i} ${'x'.repeat(1000)}`);
}
