// Tries: microtasks that each queue two others.
// Expect: 504 timeout | 503 memory_limit
export async function attack() {
  const again = () => {
    queueMicrotask(again);
    queueMicrotask(again);
  };
  again();
  await new Promise(() => {});
}
