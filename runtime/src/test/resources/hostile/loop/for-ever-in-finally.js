// Tries: a loop that catches its own end.
// Expect: 504 timeout
export function attack() {
  for (;;) {
    try {
      for (;;) {}
    } finally {
      continue;
    }
  }
}
