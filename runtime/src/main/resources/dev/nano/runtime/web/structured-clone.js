// https://html.spec.whatwg.org/#structured-cloning, for one realm: the copy is made at once, nothing is serialized.
(nano) => {
  'use strict';
  const { dictionary, needArguments } = nano.convert;
  const { prototype: objectPrototype } = Object;
  const typedArrayKind = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;
  const unclonable = [Promise, WeakMap, WeakSet, WeakRef];
  const errorNames = new Set(['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']);

  const cannotClone = (value) => {
    let what = typeof value;
    try {
      what = nano.inspect(value, { depth: 0 }).slice(0, 100);
    } catch {
      // Its type has to do.
    }
    return new nano.DOMException(`${what} cannot be cloned`, 'DataCloneError');
  };

  // Whether `value` has the internal slot that `method` looks for. `instanceof` would trust the prototype.
  const has = (method, value) => {
    try {
      method.call(value);
      return true;
    } catch {
      return false;
    }
  };
  const getter = (prototype, name) => Object.getOwnPropertyDescriptor(prototype, name).get;
  const mapSize = getter(Map.prototype, 'size');
  const setSize = getter(Set.prototype, 'size');
  const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
  const isDetached = getter(ArrayBuffer.prototype, 'detached');
  const isResizable = getter(ArrayBuffer.prototype, 'resizable');
  const maxByteLength = getter(ArrayBuffer.prototype, 'maxByteLength');
  const regexpSource = getter(RegExp.prototype, 'source');
  const cloneBuffer = (buffer) => {
    if (isDetached.call(buffer)) throw new nano.DOMException('a detached ArrayBuffer cannot be cloned', 'DataCloneError');
    const length = bufferLength.call(buffer);
    const options = isResizable.call(buffer) ? { maxByteLength: maxByteLength.call(buffer) } : undefined;
    const copy = new ArrayBuffer(length, options);
    new Uint8Array(copy).set(new Uint8Array(buffer));
    return copy;
  };

  // An object that is only its properties, told without provoking a dozen errors.
  const isPlain = (value) => {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== objectPrototype && prototype !== null) return prototype === Array.prototype && Array.isArray(value);
    return Symbol.toStringTag in value || objectPrototype.toString.call(value) === '[object Object]';
  };

  // Objects of the language with internal state; undefined when `value` is none of them.
  const cloneSpecial = (value, memory, later) => {
    if (has(Boolean.prototype.valueOf, value)) return Object(Boolean.prototype.valueOf.call(value));
    if (has(Number.prototype.valueOf, value)) return Object(Number.prototype.valueOf.call(value));
    if (has(BigInt.prototype.valueOf, value)) return Object(BigInt.prototype.valueOf.call(value));
    if (has(String.prototype.valueOf, value)) return Object(String.prototype.valueOf.call(value));
    if (has(Symbol.prototype.valueOf, value)) throw cannotClone(value);
    if (has(Date.prototype.getTime, value)) return new Date(Date.prototype.getTime.call(value));
    if (value !== RegExp.prototype && has(regexpSource, value)) return new RegExp(value.source, value.flags);
    if (has(bufferLength, value)) return cloneBuffer(value);
    if (ArrayBuffer.isView(value)) return cloneView(value, memory, later);
    if (has(mapSize, value)) {
      const copy = new Map();
      const entries = [...Map.prototype.entries.call(value)];
      later.push(() => {
        for (const [key, item] of entries) copy.set(clone(key, memory, later), clone(item, memory, later));
      });
      return copy;
    }
    if (has(setSize, value)) {
      const copy = new Set();
      const items = [...Set.prototype.values.call(value)];
      later.push(() => {
        for (const item of items) copy.add(clone(item, memory, later));
      });
      return copy;
    }
    return undefined;
  };

  const cloneView = (view, memory, later) => {
    const buffer = clone(view.buffer, memory, later);
    const kind = typedArrayKind.call(view) ?? 'DataView';
    const tracksLength = isTracking(view);
    const size = kind === 'DataView' ? view.byteLength : view.length;
    return new globalThis[kind](buffer, view.byteOffset, tracksLength ? undefined : size);
  };

  // Whether the view follows the length of a resizable buffer. There is no way to ask but this one.
  const isTracking = (view) => {
    const { buffer } = view;
    if (!(buffer instanceof ArrayBuffer) || !isResizable.call(buffer)) return false;
    const rest = bufferLength.call(buffer) - view.byteOffset;
    return view.byteLength > rest - (view.BYTES_PER_ELEMENT ?? 1) && bufferLength.call(buffer) < maxByteLength.call(buffer);
  };

  const isError = (value) => {
    // Error.isError is not there yet; the tag of Object.prototype.toString is an error's unless something hides it.
    if (Symbol.toStringTag in value) return value instanceof Error;
    return objectPrototype.toString.call(value) === '[object Error]';
  };

  const cloneError = (error, memory, later) => {
    const name = `${error.name}`;
    const message = Object.getOwnPropertyDescriptor(error, 'message');
    const constructor = errorNames.has(name) ? globalThis[name] : Error;
    const text = message !== undefined && 'value' in message ? `${message.value}` : undefined;
    const copy = text === undefined ? new constructor() : new constructor(text);
    const hide = (key, value) => Object.defineProperty(copy, key, { value, writable: true, configurable: true });
    if (typeof error.stack === 'string') hide('stack', error.stack);
    if (Object.hasOwn(error, 'cause')) later.push(() => hide('cause', clone(error.cause, memory, later)));
    return copy;
  };

  const isPlatformObject = (value) => {
    for (const key of Object.getOwnPropertySymbols(value)) if (key.description?.startsWith('nano.')) return true;
    return false;
  };

  const cloneObject = (value, memory, later) => {
    if (value instanceof nano.DOMException) return new nano.DOMException(value.message, value.name);
    if (isError(value)) return cloneError(value, memory, later);
    if (nano.isInstance(value, 'Blob')) return nano.blobs.clone(value);
    if (unclonable.some((type) => value instanceof type) || nano.bytes.isShared(value) || isPlatformObject(value)) {
      throw cannotClone(value);
    }
    const isArray = Array.isArray(value);
    const copy = isArray ? new Array(value.length) : {};
    const keys = Object.keys(value);
    later.push(() => {
      for (const key of keys) {
        // A getter may have removed it.
        if (!Object.hasOwn(value, key)) continue;
        const item = clone(value[key], memory, later);
        Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
      }
    });
    return copy;
  };

  const clone = (value, memory, later) => {
    if (typeof value === 'symbol' || typeof value === 'function') throw cannotClone(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = memory.get(value);
    if (known !== undefined) return known;
    const copy = (isPlain(value) ? undefined : cloneSpecial(value, memory, later)) ?? cloneObject(value, memory, later);
    memory.set(value, copy);
    return copy;
  };

  nano.structuredClone = function structuredClone(value, options = undefined) {
    needArguments(arguments.length, 1, 'structuredClone');
    const { transfer } = dictionary(options, 'structuredClone: the second argument');
    const transferred = transfer === undefined ? [] : [...transfer];
    const memory = new Map();
    for (const buffer of transferred) {
      if (!nano.bytes.isArrayBuffer(buffer) || isDetached.call(buffer) || memory.has(buffer)) throw cannotClone(buffer);
      memory.set(buffer, cloneBuffer(buffer));
    }
    // What an object holds is copied after the object is known, so that a cycle finds it; depth costs no stack.
    const later = [];
    const copy = clone(value, memory, later);
    for (let i = 0; i < later.length; i++) later[i]();
    for (const buffer of transferred) buffer.transfer();
    return copy;
  };
}
