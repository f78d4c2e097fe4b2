// Tries: URLs of megabytes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const url = new URL('http://h.example/' + '../a%20\u20ac/'.repeat(1 << 20));
  for (let i = 0; i < 50; i++) url.pathname += 'x';
  return new Response(String(url.href.length));
}
