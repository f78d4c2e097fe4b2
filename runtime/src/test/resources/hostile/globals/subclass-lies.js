// Tries: a Response whose properties lie.
// Expect: 200 held
export function attack() {
  class Liar extends Response {
    get status() { return 99999; }
    get headers() { return null; }
    get body() { for (;;) {} }
  }
  return new Liar('held');
}
