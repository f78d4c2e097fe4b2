// Tries: to take random bytes as fast as it can.
// Expect: 504 timeout
export function attack(request) {
  const bytes = new Uint8Array(65_536);
  for (;;) crypto.getRandomValues(bytes);
}
