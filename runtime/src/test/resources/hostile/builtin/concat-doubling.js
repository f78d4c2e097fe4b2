// Tries: a string that doubles until something gives.
// Expect: 500 handler_error | 503 memory_limit
export function attack() {
  let text = 'x';
  for (;;) text += text;
}
