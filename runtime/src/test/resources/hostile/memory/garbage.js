// Tries: garbage as fast as possible.
// Expect: 504 timeout | 503 memory_limit
export function attack() {
  for (;;) new Uint8Array(1 << 20);
}
