// Tries: to format a number with very many digits.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  if (typeof Intl === 'undefined') return new Response('none');
  return new Response(String(new Intl.NumberFormat('hi').format(10n ** 1_000_000n).length));
}
