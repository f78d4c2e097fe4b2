// Tries: to sort four million strings that differ at their end only.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const prefix = 'x'.repeat(1000);
  const all = [];
  for (let i = 0; i < 4_000_000; i++) all.push(prefix + (i * 7919) % 4_000_000);
  return new Response(all.sort()[0].slice(-3));
}
