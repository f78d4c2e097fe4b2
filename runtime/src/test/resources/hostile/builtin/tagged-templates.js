// Tries: to keep the strings of ever new tagged templates.
// Expect: 503 memory_limit | 504 timeout
export function attack(request) {
  const kept = [];
  for (let i = 0; ; i++) kept.push(new Function('tag', `return tag\`${i}${'x'.repeat(10_000)}\``)((strings) => strings));
}
