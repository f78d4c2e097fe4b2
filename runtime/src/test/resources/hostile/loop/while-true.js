// Tries: a loop without end.
// Expect: 504 timeout
export function attack() {
  while (true) {}
}
