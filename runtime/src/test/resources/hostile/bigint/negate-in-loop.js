// Tries: cheap operations on a large number, without end.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let large = 1n << 8000000n;
  for (;;) large = -large ^ 1n;
}
