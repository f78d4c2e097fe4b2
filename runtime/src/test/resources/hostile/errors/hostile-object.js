// Tries: to throw a Proxy that throws.
// Expect: 500 handler_error
export function attack() {
  throw new Proxy(new Error('x'), { get() { throw new Error('no'); } });
}
