// Tries: to throw what does not come back when it is shown.
// Expect: 500 handler_error | 504 timeout
export function attack() {
  throw { get stack() { for (;;) {} }, get message() { for (;;) {} } };
}
