// Tries: a template object that claims many parts.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout | 200 0
export function attack() {
  return new Response(String(String.raw({ raw: { length: 2 ** 53 - 1 } }).length));
}
