// Tries: to encode a large text again and again into the same bytes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const bytes = new Uint8Array(32 << 20);
  const text = '\u20ac'.repeat(8 << 20);
  for (let i = 0; i < 100; i++) new TextEncoder().encodeInto(text, bytes);
  return new Response('done');
}
