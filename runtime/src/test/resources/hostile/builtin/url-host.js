// Tries: a hostname of megabytes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let error;
  try {
    new URL('http://' + '\u00e4.'.repeat(2 << 20) + 'example/');
  } catch (e) {
    error = e;
  }
  return new Response(String(error).slice(0, 9));
}
