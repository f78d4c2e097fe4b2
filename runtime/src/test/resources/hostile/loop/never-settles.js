// Tries: a promise that never settles.
// Expect: 504 timeout
export async function attack() {
  await new Promise(() => {});
}
