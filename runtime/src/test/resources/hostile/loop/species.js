// Tries: a species constructor that does not come back.
// Expect: 504 timeout
export function attack() {
  class Slow extends Array {
    static get [Symbol.species]() {
      for (;;) {}
    }
  }
  new Slow(1, 2, 3).map((x) => x);
}
