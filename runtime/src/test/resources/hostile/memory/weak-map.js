// Tries: a WeakMap whose keys are all kept.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const weak = new WeakMap();
  const keys = [];
  for (;;) {
    const key = {};
    keys.push(key);
    weak.set(key, new Array(10).fill(key));
  }
}
