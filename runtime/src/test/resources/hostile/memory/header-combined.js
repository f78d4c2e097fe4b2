// Tries: one header that grows without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const headers = new Headers();
  for (;;) headers.append('x', 'x'.repeat(100_000));
}
