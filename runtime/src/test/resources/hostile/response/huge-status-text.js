// Tries: to answer with sixteen megabytes of status text.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response('x', { statusText: 'x'.repeat(16 << 20) });
}
