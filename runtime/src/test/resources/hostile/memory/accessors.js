// Tries: to define getters without end on one object.
// Expect: 503 memory_limit | 504 timeout
export function attack(request) {
  const object = {};
  for (let i = 0; ; i++) Object.defineProperty(object, `x${i}`, { get: () => i, configurable: true });
}
