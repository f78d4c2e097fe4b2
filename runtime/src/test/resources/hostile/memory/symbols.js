// Tries: symbols in the registry, which belongs to all.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  for (let i = 0; ; i++) Symbol.for(`symbol ${i} ${Math.random()}`);
}
