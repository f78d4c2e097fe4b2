// Tries: a thousand intervals of 1 ms.
// Expect: 504 timeout
export async function attack() {
  for (let i = 0; i < 1000; i++) setInterval(() => {}, 1);
  await new Promise(() => {});
}
