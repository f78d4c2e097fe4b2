// Tries: headers without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const headers = new Headers();
  for (let i = 0; ; i++) headers.append(`x-${i}`, 'x'.repeat(1000) + i);
}
