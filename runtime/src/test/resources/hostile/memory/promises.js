// Tries: promises that are never settled.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push(new Promise(() => {}).then(() => all));
}
