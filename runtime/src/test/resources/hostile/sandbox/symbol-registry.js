// Tries: to talk to other apps through the registry of symbols.
// Expect: 200 held
export function attack() {
  const symbol = Symbol.for('a channel');
  const known = symbol['a secret'] !== undefined;
  Symbol.prototype['a secret'] = 'x';
  return new Response(known ? 'found' : 'held');
}
