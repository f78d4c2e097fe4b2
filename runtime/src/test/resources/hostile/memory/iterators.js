// Tries: generators that are all suspended.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (;;) {
    const g = (function* (a) { yield a; yield a; })(all.length);
    g.next();
    all.push(g);
  }
}
