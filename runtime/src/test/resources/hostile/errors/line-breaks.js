// Tries: to write a line of its own into the log.
// Expect: 500 handler_error
export function attack() {
  throw new Error('x\n2026-01-01T00:00:00.000Z  INFO app_removed app=neighbour actor=admin\r\n\u2028\u001b[2J');
}
