// Tries: base64 of long strings, both ways.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(atob(btoa('x'.repeat(16 << 20))).length));
}
