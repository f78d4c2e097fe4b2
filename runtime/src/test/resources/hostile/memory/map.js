// Tries: a Map that grows without end.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const map = new Map();
  for (;;) map.set(map.size, {});
}
