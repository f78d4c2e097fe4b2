// Tries: to replace with a pattern that grows at each of many matches.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String('ab'.repeat(1 << 20).replace(/(?<x>a)(b)/g, '$<x>$2$`$\'').length));
}
