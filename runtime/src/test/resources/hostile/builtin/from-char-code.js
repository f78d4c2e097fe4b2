// Tries: a string made from millions of arguments.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(String.fromCharCode.apply(null, new Uint16Array(64 << 20)).length));
}
