// Tries: to spy on the platform by replacing every builtin function at once.
// Expect: 200 held
export function attack() {
  const caught = [];
  const undo = [];
  const isInternal = (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
    try {
      return typeof value.outbound === 'function' || typeof value.startTimer === 'function' || 'host' in value && 'primordials' in value;
    } catch {
      return false;
    }
  };
  const { apply, getOwnPropertyDescriptor, ownKeys, defineProperty } = Reflect;
  const objects = [Object, Array, Promise, Map, Set, WeakMap, String, Number, Math, JSON, RegExp, Function, Uint8Array, ArrayBuffer, Symbol];
  const spyOn = (holder) => {
    for (const key of ownKeys(holder)) {
      const descriptor = getOwnPropertyDescriptor(holder, key);
      if (typeof descriptor.value !== 'function' || !descriptor.writable || key === 'constructor') continue;
      const original = descriptor.value;
      holder[key] = function (...args) {
        if (isInternal(this)) caught[caught.length] = String(key);
        for (let i = 0; i < args.length; i++) if (isInternal(args[i])) caught[caught.length] = String(key);
        return new.target ? new original(...args) : apply(original, this, args);
      };
      undo[undo.length] = () => defineProperty(holder, key, descriptor);
    }
  };
  for (const object of objects) {
    if (object !== Function) spyOn(object);
    if (object.prototype && object !== Function && object !== Array) spyOn(object.prototype);
  }
  try {
    new ReadableStream({ pull() {} }).tee();
    new Response('x').headers.append('a', 'b');
    new URL('http://a.example/?x=y').searchParams.append('a', 'b');
    new FormData().append('a', new Blob(['x']));
    new AbortController().abort();
    structuredClone(new Map([[1, 2]]));
    console.log({ a: [1, 2] }, new Map());
    clearTimeout(setTimeout(() => {}, 1));
  } finally {
    for (const restore of undo.reverse()) restore();
  }
  return new Response(caught.length === 0 ? 'held' : `caught by ${caught}`);
}
