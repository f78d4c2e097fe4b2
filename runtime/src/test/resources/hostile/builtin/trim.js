// Tries: to trim a long string of spaces from both ends, many times.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const spaces = ' '.repeat(8 << 20) + 'x' + ' '.repeat(8 << 20);
  let total = 0;
  for (let i = 0; i < 200; i++) total += (spaces + i).trim().length;
  return new Response(String(total));
}
