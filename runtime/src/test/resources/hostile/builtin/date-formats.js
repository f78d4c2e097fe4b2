// Tries: to format dates of ever new time zones.
// Expect: 504 timeout | 503 memory_limit | 500 handler_error
export function attack(request) {
  let text = '';
  for (let i = 0; ; i++) text = new Date(i * 1e9).toLocaleString('en', { timeZone: `Etc/GMT+${i % 12}`, dateStyle: 'full', timeStyle: 'full' });
}
