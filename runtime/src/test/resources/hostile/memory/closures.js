// Tries: a chain of closures.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  let last = () => 0;
  for (;;) {
    const before = last;
    last = () => before;
  }
}
