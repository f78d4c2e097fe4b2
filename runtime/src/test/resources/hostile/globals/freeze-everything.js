// Tries: to freeze every global and prototype.
// Expect: 200 frozen
export function attack() {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = globalThis[name];
    if (typeof value === 'function' && value.prototype) Object.freeze(value.prototype);
    if ((typeof value === 'object' || typeof value === 'function') && value !== null && value !== globalThis) Object.freeze(value);
  }
  return new Response('frozen');
}
