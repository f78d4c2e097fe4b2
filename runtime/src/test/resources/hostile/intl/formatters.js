// Tries: thousands of formatters.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  if (typeof Intl === 'undefined') return new Response('none');
  const all = [];
  for (let i = 0; i < 20_000; i++) all.push(new Intl.DateTimeFormat(['de', 'en', 'ja'][i % 3], { dateStyle: 'full' }));
  return new Response(String(all.length));
}
