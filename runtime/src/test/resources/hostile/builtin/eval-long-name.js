// Tries: to parse a name of sixteen million characters.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String(new Function(`let ${'a'.repeat(16 << 20)} = 1; return 2`)()));
}
