// Tries: to wait by asking for the time.
// Expect: 504 timeout
export function attack() {
  const end = Date.now() + 60_000;
  while (Date.now() < end);
  return new Response('late');
}
