// Tries: an array that grows without end, in four requests.
// Expect: 503 memory_limit | 503 isolate_ended | 504 timeout
// Requests: 4
export function attack() {
  const all = [];
  for (;;) all.push({ a: all.length });
}
