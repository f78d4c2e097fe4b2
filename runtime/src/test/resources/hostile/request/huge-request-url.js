// Tries: to make requests of huge addresses.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  let length = 0;
  for (let i = 0; i < 200; i++) length += new Request(`http://a.example/?${i}${'\u20ac'.repeat(2 << 20)}`).url.length;
  return new Response(String(length));
}
