// Tries: to find Java by its global names.
// Expect: 200 held
export function attack() {
  const found = ['Java', 'Packages', 'java', 'javax', 'com', 'org', 'Polyglot', 'Graal', 'load', 'loadWithNewGlobal', 'print',
    'quit', 'exit', 'readline', 'process', 'require'].filter((name) => name in globalThis);
  return new Response(found.length === 0 ? 'held' : `found ${found}`);
}
