// Tries: a Set of different strings.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const set = new Set();
  for (;;) set.add(`element ${set.size}`);
}
