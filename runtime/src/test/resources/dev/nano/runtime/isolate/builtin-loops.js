// Calls every builtin with values that claim to have no end. Returns what can be called, and with what.
(() => {
  // Every function that can be reached from the global object: methods, constructors, accessors, and those of objects that only
  // come out of calls.
  const { getPrototypeOf, getOwnPropertyDescriptors } = Object;
  const { ownKeys } = Reflect;

  const instance = (make) => {
    try {
      return make();
    } catch {
      return undefined;
    }
  };
  const hidden = {
    arrayIterator: [].values(),
    stringIterator: ''[Symbol.iterator](),
    mapIterator: new Map().entries(),
    setIterator: new Set().values(),
    regexpIterator: 'a'.matchAll(/a/g),
    generator: (function* () {})(),
    asyncGenerator: (async function* () {})(),
    iteratorHelper: [1].values().map?.((x) => x),
    wrapForValid: globalThis.Iterator?.from?.({ next() {} }),
    segments: globalThis.Intl && new Intl.Segmenter().segment('a'),
    segmentIterator: globalThis.Intl && new Intl.Segmenter().segment('a')[Symbol.iterator](),
  };

  // Small, and of the kind that the methods are for.
  const RECEIVERS = {
    String: () => 'abc',
    Array: () => [3, 1, 2],
    Map: () => new Map([[1, 2]]),
    Set: () => new Set([1, 2]),
    WeakRef: () => new WeakRef({}),
    RegExp: () => /(a+)+$/g,
    Promise: () => Promise.resolve(1),
    Function: () => (a) => a,
    DataView: () => new DataView(new ArrayBuffer(16)),
    ArrayBuffer: () => new ArrayBuffer(16),
    Number: () => 3.5,
    BigInt: () => 123n,
    Symbol: () => Symbol.iterator,
    'Intl.DisplayNames': () => new Intl.DisplayNames('en', { type: 'region' }),
    'Intl.Locale': () => new Intl.Locale('en'),
  };

  const receiverOf = (path, owner, name) => {
    if (!path.endsWith('.prototype')) return () => owner;
    const constructorPath = path.slice(0, -'.prototype'.length);
    const known = RECEIVERS[constructorPath];
    if (known) return known;
    const { constructor } = owner;
    for (const list of [[], ['a'], [4], [{}], ['a', 'b']]) {
      if (instance(() => new constructor(...list)) !== undefined) return () => new constructor(...list);
    }
    return () => owner;
  };

  const functions = [];
  const seen = new Set();
  const add = (f, path, receiver) => {
    if (typeof f !== 'function' || seen.has(f)) return;
    seen.add(f);
    functions.push({ path, function: f, receiver, changes: /sort|reverse|fill|copyWithin|splice|pop|shift|push|set|clear|delete|transfer|resize|freeze|seal|prevent|define|assign/i.test(path) });
    visit(f, path);
  };
  const visited = new Set();
  // Prototypes after everything that has a name.
  const later = [];
  const visit = (object, path) => {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || visited.has(object)) return;
    visited.add(object);
    const descriptors = instance(() => getOwnPropertyDescriptors(object)) ?? {};
    const receivers = {};
    for (const key of ownKeys(descriptors)) {
      const name = typeof key === 'symbol' ? `[${String(key.description)}]` : key;
      if (name.startsWith('[nano.') || (path === '' && (name === 'globalThis' || name === 'self'))) continue;
      const at = path === '' ? name : `${path}.${name}`;
      let { value, get, set } = descriptors[key];
      if (path === '' && get) {
        value = instance(() => object[key]);
        get = set = undefined;
      }
      const receiver = () => (receivers.made ??= receiverOf(path, object, name))();
      add(value, at, receiver);
      add(get, `get ${at}`, receiver);
      add(set, `set ${at}`, receiver);
      visit(value, at);
    }
    later.push(() => visit(getPrototypeOf(object), `${path}.__proto__`));
  };
  visit(globalThis, '');
  for (const [name, object] of Object.entries(hidden)) visit(object, name);
  while (later.length > 0) later.shift()();
  for (const [name, f] of [
    ['AsyncFunction', (async () => {}).constructor],
    ['GeneratorFunction', function* () {}.constructor],
    ['AsyncGeneratorFunction', async function* () {}.constructor],
  ]) {
    add(f, name, () => undefined);
  }
  // Operators that call builtins.
  add((value) => value + '', 'value + ""', () => undefined);
  add((value) => +value, '+value', () => undefined);
  add((value) => [...value], '[...value]', () => undefined);
  add((value) => ({ ...value }), '({...value})', () => undefined);
  add((value) => Math.max(...value), 'f(...value)', () => undefined);
  add((value) => Math.max.apply(null, value), 'f.apply(null, value)', () => undefined);
  add((value) => value == value + 'a', 'value == value + "a"', () => undefined);
  add((value) => value < value + 'a', 'value < value + "a"', () => undefined);
  add((value) => ({ [value]: 1 }), '{[value]: 1}', () => undefined);
  add((value) => { for (const key in value) if (key === '') return key; }, 'for (key in value)', () => undefined);
  add((value) => new RegExp(value).exec('aaaa'), 'new RegExp(value).exec', () => undefined);
  add((value) => new RegExp(value, 'iu').exec('aaaa'), 'new RegExp(value, "iu").exec', () => undefined);
  add((value) => new RegExp(value, 'v').exec('aaaa'), 'new RegExp(value, "v").exec', () => undefined);
  add((value) => new RegExp('a{' + value + '}').exec('aaaa'), 'new RegExp(`a{${value}}`).exec', () => undefined);

  const kinds = {
    'holes': () => new Array(2 ** 32 - 1),
    'like an array': () => ({ length: 2 ** 53 - 1 }),
    'endless iterator': () => ({
      [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }),
      next: () => ({ value: 1 }),
    }),
  };
  const { apply, construct } = Reflect;
  const identity = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : a);
  const CALLS = {
    'value.f()': (f, r, v) => apply(f, v, []),
    'value.f(value,value)': (f, r, v) => apply(f, v, [v, v]),
    'value.f(callback)': (f, r, v) => apply(f, v, [identity]),
    'f(value)': (f, r, v) => apply(f, r(), [v]),
    'f(callback,value)': (f, r, v) => apply(f, r(), [identity, v]),
    'new f(value)': (f, r, v) => construct(f, [v]),
  };
  const names = Object.keys(CALLS);
  let kind;
  let value;
  return {
    kinds: Object.keys(kinds),
    functions: functions.map((f) => f.path),
    calls: names,
    make(newKind) {
      kind = newKind;
      value = kinds[kind]();
    },
    call(index, name) {
      const f = functions[index];
      // Another one when the last may have been changed.
      if (f.changes) value = kinds[kind]();
      try {
        const result = CALLS[name](f.function, f.receiver, value);
        if (typeof result?.next === 'function') for (let i = 0; i < 3; i++) result.next();
        else if (typeof result?.catch === 'function') result.catch(() => {});
      } catch {
        // Refused.
      }
    },
  };
})()
