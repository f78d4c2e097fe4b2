// Tries: a toString() that does not come back, called by the platform.
// Expect: 504 timeout
export function attack() {
  return new Response({
    toString() {
      for (;;) {}
    },
  });
}
