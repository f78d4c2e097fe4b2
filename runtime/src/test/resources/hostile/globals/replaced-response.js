// Tries: to answer with an imitation of a Response.
// Expect: 500 not_a_response | 500 handler_error
export function attack() {
  return Object.create(Response.prototype);
}
