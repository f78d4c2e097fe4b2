// Tries: a thenable that resolves with another, without end.
// Expect: 504 timeout | 503 memory_limit
export function attack() {
  const next = () => ({ then: (resolve) => resolve(next()) });
  return next();
}
