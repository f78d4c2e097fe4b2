// Tries: arguments objects that are all kept.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  function keep() {
    all.push(arguments);
  }
  for (;;) keep(all.length, {}, {});
}
