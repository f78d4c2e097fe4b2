// Tries: microtasks that each queue another.
// Expect: 504 timeout
export async function attack() {
  const again = () => Promise.resolve().then(again);
  await again();
}
