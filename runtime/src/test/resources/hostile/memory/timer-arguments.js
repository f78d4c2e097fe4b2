// Tries: long timers that each hold a megabyte.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  for (;;) setTimeout(() => {}, 2 ** 31 - 1, new Uint8Array(1 << 20).fill(1));
}
