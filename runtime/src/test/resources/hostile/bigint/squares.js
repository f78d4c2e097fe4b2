// Tries: to square a number until it does not end.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let number = 3n;
  for (;;) number *= number;
}
