// Tries: a list of a million locales.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  if (typeof Intl === 'undefined') return new Response('none');
  return new Response(String(Intl.getCanonicalLocales(Array.from({ length: 1_000_000 }, (_, i) => `de-x-a${i}`)).length));
}
