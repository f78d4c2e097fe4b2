// Tries: to begin a million loops over what never comes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const never = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  async function wait() { for await (const x of never) return x; }
  for (let i = 0; i < 1_000_000; i++) wait();
  return new Response('done');
}
