// Tries: to catch the platform's names by a with statement.
// Expect: 200 held
export function attack() {
  const seen = [];
  const scope = new Proxy({}, { has: (_, name) => { seen.push(String(name)); return false; } });
  new Function('scope', 'with (scope) { new Response("x"); new Headers(); }')(scope);
  const odd = seen.filter((name) => !['Response', 'Headers'].includes(name));
  return new Response(odd.length === 0 ? 'held' : `found ${odd}`);
}
