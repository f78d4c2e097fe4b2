// Tries: to keep large texts as what was matched last.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  for (let i = 0; i < 1000; i++) /a(.*)/s.exec(i + 'a' + 'x'.repeat(16 << 20));
  return new Response(String(RegExp.$1.length));
}
