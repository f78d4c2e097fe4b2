// Tries: to answer two requests with one body.
// Expect: 200 once | 500 not_a_response
// Requests: 4
export function attack() {
  globalThis.shared ??= new Response('once');
  return globalThis.shared;
}
