// Tries: a million async functions that wait for each other.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export async function attack() {
  const wait = async (n) => (n === 0 ? new Promise(() => {}) : wait(n - 1));
  for (let i = 0; i < 1000; i++) wait(1000);
  await new Promise(() => {});
}
