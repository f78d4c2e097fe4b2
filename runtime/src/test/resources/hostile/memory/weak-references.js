// Tries: millions of weak references.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push(new WeakRef({ a: all.length }));
}
