// Tries: to escape every character of a long text.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String(JSON.stringify('\u0001'.repeat(16 << 20)).length));
}
