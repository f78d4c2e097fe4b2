// Tries: to parse very deep JSON.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(JSON.parse('['.repeat(5_000_000) + ']'.repeat(5_000_000)).length));
}
