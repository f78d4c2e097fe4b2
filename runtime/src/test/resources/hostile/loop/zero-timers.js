// Tries: timers of 0 ms that each start another.
// Expect: 504 timeout
export async function attack() {
  while (true) await new Promise((resolve) => setTimeout(resolve, 0));
}
