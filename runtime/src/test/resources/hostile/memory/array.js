// Tries: an array that grows without end.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push({ a: all.length });
}
