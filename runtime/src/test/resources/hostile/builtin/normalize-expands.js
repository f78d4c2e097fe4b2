// Tries: a compatibility decomposition of eighteen characters for each.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('\ufdfa'.repeat(4 << 20).normalize('NFKD').length));
}
