// Tries: to build a large array within map.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String(new Array(30_000_000).fill(0).map((_, i) => ({ x: [i] })).length));
}
