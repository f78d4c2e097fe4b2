// Tries: to leave every builtin broken after the request.
// Expect: 200 | 500 | 503 | 504 timeout
export function attack() {
  for (const holder of [Object, Array, Promise, Map, Set, String, Reflect, Object.prototype, Array.prototype, Promise.prototype]) {
    for (const key of ['push', 'then', 'get', 'set', 'apply', 'call', 'has', 'assign', 'create', 'keys', 'defineProperty']) {
      try {
        holder[key] = null;
      } catch {
        // Not all can be replaced.
      }
    }
  }
  return new Response('broken');
}
