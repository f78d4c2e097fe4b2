// Tries: recursion through Proxy prototypes.
// Expect: 500 handler_error | 504 timeout
export function attack() {
  const proxy = new Proxy({}, { getPrototypeOf: () => proxy, get: (target, name) => Reflect.get(proxy, name) });
  return new Response(proxy.x);
}
