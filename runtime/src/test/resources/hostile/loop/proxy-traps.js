// Tries: a Proxy whose traps do not come back.
// Expect: 504 timeout
export function attack() {
  const trap = new Proxy({}, { get: () => { for (;;) {} }, has: () => { for (;;) {} } });
  console.log(trap);
  new Headers(trap);
  return new Response(String(trap.x));
}
