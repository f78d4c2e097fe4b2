// Tries: to segment a long text.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  if (typeof Intl === 'undefined' || !Intl.Segmenter) return new Response('none');
  return new Response(String([...new Intl.Segmenter('th', { granularity: 'word' }).segment('\u0e01\u0e32'.repeat(4 << 20))].length));
}
