// Tries: a thenable that never calls back.
// Expect: 504 timeout
export function attack() {
  return { then() {} };
}
