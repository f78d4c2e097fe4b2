// Tries: to collect millions of match objects.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String([...'a'.repeat(16 << 20).matchAll(/(a)/g)].length));
}
