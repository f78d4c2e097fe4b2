// Tries: an error whose stack is huge.
// Expect: 500 handler_error | 503 memory_limit
export function attack() {
  const error = new Error('x');
  error.stack = 'y'.repeat(30 << 20);
  throw error;
}
