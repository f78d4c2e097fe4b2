// Tries: to mend a text of lone surrogates.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String('\ud800'.repeat(16 << 20).toWellFormed().isWellFormed()));
}
