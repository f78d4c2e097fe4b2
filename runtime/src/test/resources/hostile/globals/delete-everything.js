// Tries: to delete every global.
// Expect: 200 | 500 | 503 | 504 timeout
export function attack() {
  const { Response } = globalThis;
  for (const name of Object.getOwnPropertyNames(globalThis)) delete globalThis[name];
  return new Response('deleted');
}
