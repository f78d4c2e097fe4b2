// Tries: to decode a large text many times.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const bytes = new Uint8Array(24 << 20).fill(0xe2);
  let length = 0;
  for (let i = 0; i < 50; i++) length += new TextDecoder().decode(bytes).length;
  return new Response(String(length));
}
