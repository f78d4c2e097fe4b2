// Tries: a replacer that does not come back.
// Expect: 504 timeout
export function attack() {
  'aaa'.replace(/a/g, () => { for (;;) {} });
}
