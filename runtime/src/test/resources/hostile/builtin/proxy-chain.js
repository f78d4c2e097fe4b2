// Tries: to read a property through a million proxies.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  let object = {};
  for (let i = 0; i < 1_000_000; i++) object = new Proxy(object, {});
  return new Response(String(object.x));
}
