// Tries: errors without end, each with its stack and a cause.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  let error;
  for (;;) error = new Error('x'.repeat(1000), { cause: error });
}
