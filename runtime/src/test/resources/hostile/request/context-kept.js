// Tries: to use the context of a request that has been answered.
// Expect: 200 | 500 handler_error | 504 timeout
// Requests: 4
export function attack(request, env, ctx) {
  const before = globalThis.before;
  globalThis.before = ctx;
  before?.waitUntil(new Promise(() => {}));
  return new Response('kept');
}
