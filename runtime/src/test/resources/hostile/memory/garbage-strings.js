// Tries: long strings as fast as possible.
// Expect: 504 timeout | 503 memory_limit
export function attack() {
  let n = 0;
  for (;;) n += ('x'.repeat(16 << 20) + n).lastIndexOf('y');
}
