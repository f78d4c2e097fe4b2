// Drives every Web API while one builtin is replaced by a spy, and tells what the spy has seen that no app may see.
// `origin(f)` is the name of the source of a function; `isHost(v)` whether a value is an object of Java's;
// `send(path, text, done)` sends a request to the app.
(origin, isHost, send, server) => {
  'use strict';
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const { setTimeout, clearTimeout } = globalThis;
  const PromiseHere = Promise;
  const TypeErrorHere = TypeError;
  const then = PromiseHere.prototype.then;
  const { stringify } = JSON;
  const describe = Object.getOwnPropertyDescriptor(Symbol.prototype, 'description').get;
  const startsWith = String.prototype.startsWith;
  const isObject = (v) => (typeof v === 'object' && v !== null) || typeof v === 'function';
  const request = globalThis.requestAtHand;

  // ---- what there is

  const seen = new Set();
  const slots = [];
  const walk = (object, path) => {
    if (!isObject(object) || seen.has(object) || isHost(object)) return;
    seen.add(object);
    for (const key of ownKeys(object)) {
      if (typeof key === 'symbol' && apply(startsWith, describe.call(key) ?? '', ['nano.'])) continue;
      if (typeof key === 'string' && key[0] === '_' && key[1] !== '_') continue;
      const slot = getOwnPropertyDescriptor(object, key);
      const name = `${path}.${String(key)}`;
      if (object !== globalThis || !['requestAtHand', 'contextAtHand', 'upstream', 'drive'].includes(key)) {
        if (slot.configurable || slot.writable) {
          if (typeof slot.value === 'function') slots.push({ object, key, name, slot, kind: 'value' });
          if (slot.get) slots.push({ object, key, name, slot, kind: 'get' });
          if (slot.set) slots.push({ object, key, name: `${name} (set)`, slot, kind: 'set' });
        }
      }
      walk(slot.value, name);
      walk(slot.get, name);
      walk(slot.set, name);
    }
    walk(getPrototypeOf(object), `${path}.__proto__`);
  };
  for (const key of ownKeys(globalThis)) {
    try {
      void globalThis[key];
    } catch {
      // Not this one.
    }
  }
  walk(globalThis, 'globalThis');
  const more = {
    ArrayIterator: [][Symbol.iterator](),
    MapIterator: new Map().entries(),
    SetIterator: new Set().values(),
    StringIterator: ''[Symbol.iterator](),
    RegExpStringIterator: ''.matchAll(/a/g),
    generator: (function* () {})(),
    asyncGenerator: (async function* () {})(),
    asyncFunction: async () => {},
    iteratorHelper: [].values().map((x) => x),
    wrapped: Iterator.from({ next() {} }),
    headersIterator: new Headers().entries(),
    paramsIterator: new URLSearchParams().entries(),
    formIterator: new FormData().entries(),
    streamIterator: new ReadableStream().values(),
  };
  for (const key of ownKeys(more)) walk(more[key], key);

  // ---- what a spy may not see

  // The two functions that strategies have for size, which their getters return to apps.
  const sizes = [new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size, new CountQueuingStrategy({ highWaterMark: 1 }).size];
  const isPublic = (f) => f === sizes[0] || f === sizes[1];
  const isOwn = (name) => name !== null && apply(startsWith, name, ['nano:']);
  const fault = (value, depth = 0) => {
    if (typeof value === 'symbol') {
      return apply(startsWith, describe.call(value) ?? '', ['nano.']) ? 'a symbol of the platform' : null;
    }
    if (!isObject(value)) return null;
    if (isHost(value)) return 'an object of Java';
    if (seen.has(value)) return null;
    if (typeof value === 'function') return isOwn(origin(value)) && !isPublic(value) ? `a function of ${origin(value)}` : null;
    let prototype;
    try {
      prototype = getPrototypeOf(value);
    } catch {
      return null;
    }
    if (prototype === null) return 'a record of the platform';
    if (depth === 0 && prototype === objectPrototype) {
      for (const key of ownKeys(value)) {
        if (typeof key === 'string' && key[0] === '_' && key[1] !== '_') return `an object with ${key}`;
        const slot = getOwnPropertyDescriptor(value, key);
        const inner = 'value' in slot ? fault(slot.value, 1) : null;
        if (inner !== null) return `an object with ${inner}`;
      }
    }
    return null;
  };
  const objectPrototype = Object.prototype;

  let faults = [];
  let isSpying = false;
  let driven = 'nothing';
  let calls = 0;
  const look = (name, what, value) => {
    const wrong = fault(value);
    if (wrong !== null) faults[faults.length] = `${name} while driving ${driven}: ${what} is ${wrong}`;
  };
  // What a builtin is replaced by: it looks at what it is given, and does what the builtin does or throws.
  const spied = (name, original, isBroken) => {
    const spy = function (...args) {
      if (isSpying) {
        isSpying = false;
        calls++;
        look(name, 'this', this);
        for (let i = 0; i < args.length; i++) {
          look(name, `argument ${i}`, args[i]);
          if (i < 2 && seenArrays(args[i])) for (let j = 0; j < args[i].length && j < 3; j++) look(name, `argument ${i}[${j}]`, args[i][j]);
        }
        isSpying = true;
        if (isBroken) throw new TypeErrorHere('broken');
      }
      const result = new.target === undefined ? apply(original, this, args) : construct(original, args, new.target === spy ? original : new.target);
      if (isSpying) {
        isSpying = false;
        look(name, 'the result', result);
        isSpying = true;
      }
      return result;
    };
    return spy;
  };
  const isArray = Array.isArray;
  const seenArrays = (value) => {
    try {
      return isArray(value);
    } catch {
      return false;
    }
  };

  // ---- what is driven

  const drivers = globalThis.drive(server, send, request, globalThis.contextAtHand);
  const withinMillis = (millis, promise) =>
    new PromiseHere((resolve) => {
      const timer = setTimeout(resolve, millis, 'late');
      const done = () => {
        clearTimeout(timer);
        resolve('done');
      };
      apply(then, promise, [done, done]);
    });
  const ignore = () => {};
  // One by one, so that a fault names what was driven.
  const run = async () => {
    for (let i = 0; i < drivers.length; i++) {
      const { name, call } = drivers[i];
      driven = name;
      let promise;
      try {
        promise = call();
      } catch {
        continue;
      }
      if (isObject(promise) && (await withinMillis(20000, promise)) === 'late') faults[faults.length] = `${name} does not end`;
    }
  };
  // With broken builtins much of what is driven never ends: whatever has happened after a moment is looked at.
  const runAtOnce = async () => {
    driven = 'everything at once';
    for (let i = 0; i < drivers.length; i++) {
      try {
        const promise = drivers[i].call();
        if (isObject(promise)) apply(then, promise, [ignore, ignore]);
      } catch {
        // It was to break.
      }
    }
    await withinMillis(100, new PromiseHere(ignore));
  };

  const replace = ({ object, key, slot, kind }, by) => {
    if (!slot.configurable) object[key] = by;
    else if (kind === 'value') defineProperty(object, key, { __proto__: null, ...slot, value: by });
    else defineProperty(object, key, { __proto__: null, ...getOwnPropertyDescriptor(object, key), [kind]: by });
  };
  const restore = ({ object, key, slot }) => {
    if (slot.configurable) defineProperty(object, key, { __proto__: null, ...slot });
    else object[key] = slot.value;
  };
  const withReplaced = async (from, to, isBroken, drive) => {
    faults = [];
    const replaced = slots.slice(from, to);
    for (let i = 0; i < replaced.length; i++) {
      const { name, slot, kind } = replaced[i];
      replace(replaced[i], spied(name, slot[kind], isBroken));
    }
    isSpying = true;
    await drive();
    isSpying = false;
    for (let i = replaced.length - 1; i >= 0; i--) restore(replaced[i]);
    return faults;
  };

  return {
    slots: slots.length,
    calls: () => calls,

    // Spies pass on what they get, so that many can be there at a time.
    spy: (from, to) => withReplaced(from, to, false, run),

    // Spies that throw lead the platform down the ways that it takes after errors.
    broken: (from, to) => withReplaced(from, to, true, runAtOnce),

    // Accessors where there is nothing.
    async planted(constructors, keys) {
      faults = [];
      const there = [];
      for (let i = 0; i < constructors.length * keys.length; i++) {
        const object = constructors[i % constructors.length].prototype;
        const key = keys[(i - (i % constructors.length)) / constructors.length];
        if (getOwnPropertyDescriptor(object, key) !== undefined) continue;
        const name = `${constructors[i % constructors.length].name}.prototype.${String(key)}`;
        there[there.length] = { object, key };
        defineProperty(object, key, {
          __proto__: null,
          get() {
            if (isSpying) {
              isSpying = false;
              look(name, 'this (get)', this);
              isSpying = true;
            }
            return undefined;
          },
          set(value) {
            if (isSpying) {
              isSpying = false;
              look(name, 'this (set)', this);
              look(name, 'the value', value);
              isSpying = true;
            }
            if (isObject(this)) defineProperty(this, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
          },
          enumerable: false,
          configurable: true,
        });
      }
      isSpying = true;
      await run();
      isSpying = false;
      for (let i = 0; i < there.length; i++) delete there[i].object[there[i].key];
      return faults;
    },
  };
}
