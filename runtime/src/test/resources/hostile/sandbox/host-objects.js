// Tries: to find an object of Java behind the platform's objects.
// Expect: 200 held
export function attack(request, env, ctx) {
  const seen = new Set();
  const odd = [];
  const visit = (value, path) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || path.length > 8) return;
    seen.add(value);
    if (!(value instanceof Object) && Object.getPrototypeOf(value) === null && typeof value.getClass === 'function') odd.push(path);
    if (typeof value.getClass === 'function' || typeof value.class === 'object') odd.push(path);
    for (const key of Reflect.ownKeys(value)) {
      try {
        visit(value[key], [...path, String(key)]);
      } catch {
        // A getter that refuses.
      }
    }
    visit(Object.getPrototypeOf(value), [...path, '[[Prototype]]']);
  };
  visit(globalThis, []);
  visit(request, ['request']);
  visit(env, ['env']);
  visit(ctx, ['ctx']);
  visit(new Response('x'), ['response']);
  visit(new ReadableStream(), ['stream']);
  return new Response(odd.length === 0 ? 'held' : `found ${odd.join(' ')}`);
}
