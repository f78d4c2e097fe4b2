// Tries: to block the thread.
// Expect: 200 held
export function attack() {
  try {
    Atomics.wait(new Int32Array(new ArrayBuffer(8)), 0, 0, 60_000);
  } catch {
    return new Response('held');
  }
  return new Response('waited');
}
