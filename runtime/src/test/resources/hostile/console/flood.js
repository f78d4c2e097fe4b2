// Tries: to fill the log as fast as possible.
// Expect: 504 timeout
export function attack() {
  for (let i = 0; ; i++) console.log(`line ${i} ${'x'.repeat(100)}`);
}
