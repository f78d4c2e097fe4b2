// Tries: to throw values that cannot become text.
// Expect: 500 handler_error
export function attack() {
  throw Object.create(null, { message: { value: Symbol('x') }, name: { value: 1n } });
}
