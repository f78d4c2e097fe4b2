// Tries: to import the same module under a thousand names.
// Expect: 200 held | 503 memory_limit | 504 timeout
export async function attack() {
  for (let i = 0; i < 1000; i++) {
    try {
      await import(`./attack.js?${i}`);
    } catch {
      // Names with a query need not work.
    }
  }
  return new Response('held');
}
