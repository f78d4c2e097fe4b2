// Tries: to make identifiers as fast as it can.
// Expect: 504 timeout | 503 memory_limit
export function attack(request) {
  for (;;) crypto.randomUUID();
}
