// Tries: to read an async generator without end.
// Expect: 504 timeout
export async function attack() {
  async function* endless() {
    for (;;) yield 1;
  }
  for await (const _ of endless());
}
