// Tries: strings that are all kept.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push(`x${all.length}`.repeat(1000) + Math.random());
}
