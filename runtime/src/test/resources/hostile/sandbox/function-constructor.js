// Tries: to find Java from new functions.
// Expect: 200 held
export function attack() {
  const makers = [Function, (async () => {}).constructor, (function* () {}).constructor, (async function* () {}).constructor];
  const found = makers.filter((make) => {
    try {
      return new make('return typeof Java !== "undefined" || typeof Polyglot !== "undefined" || typeof Graal !== "undefined"')() === true;
    } catch {
      return false;
    }
  });
  return new Response(found.length === 0 ? 'held' : 'found');
}
