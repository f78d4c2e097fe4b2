// Tries: to see the platform's functions in stack frames.
// Expect: 200 held
export function attack() {
  let frames = [];
  Error.prepareStackTrace = (error, sites) => {
    frames.push(...sites);
    return '';
  };
  try {
    new Headers({ a: 'b\0' });
  } catch (error) {
    error.stack;
  }
  new Promise((_, reject) => reject(new Error('x'))).catch((error) => error.stack);
  const odd = frames.filter((site) => typeof site?.getFunction === 'function' && /host\./.test(String(site.getFunction())));
  const receivers = frames.map((site) => site?.getThis?.()).filter((value) => value !== undefined && value !== null && value !== globalThis && !(value instanceof Object));
  return new Response(odd.length + receivers.length === 0 ? 'held' : 'found');
}
