// Tries: symbols with long names in the registry.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  for (let i = 0; ; i++) Symbol.for('x'.repeat(100_000) + i);
}
