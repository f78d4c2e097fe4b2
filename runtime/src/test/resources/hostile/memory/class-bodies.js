// Tries: classes that are all kept.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (;;) all.push(class { #x = 1; static y = all.length; m() {} });
}
