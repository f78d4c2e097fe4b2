// Tries: a comparator that does not come back.
// Expect: 504 timeout
export function attack() {
  [3, 2, 1].sort(() => { for (;;) {} });
}
