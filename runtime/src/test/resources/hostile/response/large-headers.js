// Tries: headers of sixteen megabytes.
// Expect: 200 | 500 handler_error | 503 memory_limit | cut
export function attack() {
  const headers = new Headers();
  for (let i = 0; i < 256; i++) headers.append(`x-${i}`, 'x'.repeat(64 << 10));
  return new Response('x', { headers });
}
