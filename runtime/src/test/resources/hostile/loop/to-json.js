// Tries: a toJSON() that does not come back.
// Expect: 504 timeout
export function attack() {
  return Response.json({ toJSON() { for (;;) {} } });
}
