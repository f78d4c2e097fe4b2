// Tries: a getter that does not come back, read by the platform.
// Expect: 504 timeout
export function attack() {
  return new Response('x', {
    get status() {
      for (;;) {}
    },
  });
}
