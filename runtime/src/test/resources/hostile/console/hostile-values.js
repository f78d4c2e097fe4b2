// Tries: to log what throws or loops when it is looked at.
// Expect: 200 logged | 504 timeout
export function attack() {
  console.log(new Proxy({}, { ownKeys() { throw new Error('no'); } }));
  console.log({ get a() { throw new Error('no'); } });
  console.log(new Proxy(() => {}, { get() { for (;;) {} } }));
  return new Response('logged');
}
