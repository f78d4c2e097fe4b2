// Tries: to compare two long strings by a collation.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const long = '\u00e4\u0323'.repeat(8 << 20);
  return new Response(String(long.localeCompare(long + 'x')));
}
