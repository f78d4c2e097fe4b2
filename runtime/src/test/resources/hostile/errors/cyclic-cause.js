// Tries: an error that is its own cause.
// Expect: 500 handler_error
export function attack() {
  const error = new Error('x');
  error.cause = error;
  throw error;
}
