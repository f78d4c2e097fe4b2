// Tries: to match nothing at sixteen million places.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String([...'a'.repeat(16 << 20).matchAll(/(?:)/g)].length));
}
