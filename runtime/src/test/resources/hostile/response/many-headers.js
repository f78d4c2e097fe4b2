// Tries: a hundred thousand headers.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout | cut
export function attack() {
  return new Response('x', { headers: Array.from({ length: 100_000 }, (_, i) => [`x-${i}`, 'y']) });
}
