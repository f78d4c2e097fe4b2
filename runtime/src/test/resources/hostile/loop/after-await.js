// Tries: a loop after the first await.
// Expect: 504 timeout
export async function attack() {
  await null;
  for (;;) {}
}
