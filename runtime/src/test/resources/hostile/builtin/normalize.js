// Tries: normalization of long runs of combining marks, quadratic when sorted.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String('\u0315\u0301'.repeat(4 << 20).normalize('NFD').length));
}
