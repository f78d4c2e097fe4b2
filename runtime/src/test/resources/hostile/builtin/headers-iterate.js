// Tries: to walk through many headers while changing them.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const headers = new Headers();
  for (let i = 0; i < 100_000; i++) headers.append(`name-${i}`, 'value');
  let count = 0;
  for (const [name] of headers) { headers.append(`${name}-x`, 'y'); count++; }
  return new Response(String(count));
}
