// Tries: to encode and decode long strings.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const bytes = new TextEncoder().encode('\u20ac'.repeat(16 << 20));
  return new Response(String(new TextDecoder('utf-16be').decode(bytes).length));
}
