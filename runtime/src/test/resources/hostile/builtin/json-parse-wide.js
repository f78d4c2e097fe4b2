// Tries: to parse JSON with eight million elements.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(JSON.parse(`[${'0,'.repeat(8 << 20)}0]`).length));
}
