// Tries: a query with a million parameters that are sorted and deleted.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const params = new URLSearchParams('a=1&b=2&'.repeat(500_000));
  params.sort();
  for (let i = 0; i < 100; i++) params.delete(`c${i}`);
  return new Response(String(params.toString().length));
}
