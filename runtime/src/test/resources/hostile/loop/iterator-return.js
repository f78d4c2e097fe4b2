// Tries: an iterator whose return() does not come back.
// Expect: 504 timeout
export function attack() {
  const iterable = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false }),
      return() {
        for (;;) {}
      },
    }),
  };
  for (const _ of iterable) break;
}
