// Tries: an object with a new property name each time.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const object = {};
  for (let i = 0; ; i++) object[`property ${i} ${Math.random()}`] = i;
}
