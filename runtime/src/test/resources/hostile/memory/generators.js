// Tries: to keep generators that are in the middle of something.
// Expect: 503 memory_limit | 504 timeout
export function attack(request) {
  const kept = [];
  function* generate(i) { const own = new Array(100).fill(i); yield own; yield own; }
  for (let i = 0; ; i++) { const g = generate(i); g.next(); kept.push(g); }
}
