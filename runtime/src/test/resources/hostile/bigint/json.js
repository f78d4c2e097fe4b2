// Tries: a library's way to make JSON of a large number.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(JSON.stringify({ n: 3n ** 9000000n }, (_, v) => (typeof v === 'bigint' ? `${v}` : v)).length));
}
