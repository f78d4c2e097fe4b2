// Tries: a chain of a hundred thousand causes.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let error;
  for (let i = 0; i < 100_000; i++) error = new Error(`${i}`, { cause: error });
  throw error;
}
