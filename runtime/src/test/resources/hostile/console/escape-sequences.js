// Tries: to write control characters to the terminal of whoever reads the log.
// Expect: 200 logged
export function attack() {
  console.log('\u001b[2J\u001b]0;x\u0007\r\n\u0000\u009b31m\u2028\u202e');
  return new Response('logged');
}
