// Tries: to answer with a Proxy of a Response.
// Expect: 500 not_a_response | 500 handler_error | 200 x
export function attack() {
  return new Proxy(new Response('x'), {});
}
