// Tries: to freeze every global and prototype.
// Expect: 500 handler_error
// Then: the app has frozen the prototypes that the objects of the platform are made from
export function attack() {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = globalThis[name];
    if (typeof value === 'function' && value.prototype) Object.freeze(value.prototype);
    if ((typeof value === 'object' || typeof value === 'function') && value !== null && value !== globalThis) Object.freeze(value);
  }
  return new Response('frozen');
}
