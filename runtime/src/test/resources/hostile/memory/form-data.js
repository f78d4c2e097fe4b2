// Tries: a form with fields without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  const form = new FormData();
  for (let i = 0; ; i++) form.append(`field ${i}`, 'x'.repeat(1000) + i);
}
