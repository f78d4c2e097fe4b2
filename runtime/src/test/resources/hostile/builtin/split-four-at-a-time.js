// Tries: sixteen million array elements in one call, in four requests.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout | 503 isolate_ended
// Requests: 4
export function attack() {
  return new Response(String('a'.repeat(16 << 20).split('').length));
}
