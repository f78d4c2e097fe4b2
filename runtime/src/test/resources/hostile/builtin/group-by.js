// Tries: to group an endless sequence, each of it apart.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  function* endless() { for (let i = 0; ; i++) yield i; }
  return new Response(String(Object.groupBy(endless(), (n) => `key ${n}`)));
}
