// Tries: to percent-encode a long string.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(encodeURIComponent('\u20ac'.repeat(8 << 20)).length));
}
