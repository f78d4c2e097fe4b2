// Tries: to read the body of a request that has been answered.
// Expect: 200
// Requests: 4
// Body: 1000
export async function attack(request) {
  const before = globalThis.before;
  globalThis.before = request;
  let text = 'nothing';
  if (before) {
    try {
      text = `${(await before.text()).length}`;
    } catch (error) {
      text = error.name;
    }
  }
  return new Response(text);
}
