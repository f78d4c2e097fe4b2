// Tries: to match every sequence of emoji.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String(new RegExp('^(?:\\p{RGI_Emoji}|a)+$', 'v').test('a'.repeat(1 << 20) + '!')));
}
