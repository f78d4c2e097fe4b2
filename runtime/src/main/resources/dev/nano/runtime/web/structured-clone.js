// https://html.spec.whatwg.org/#structured-cloning, for one realm: the copy is made at once, nothing is serialized.
(nano) => {
  'use strict';
  const { dictionary, needArguments } = nano.convert;
  const {
    Array,
    ArrayBuffer,
    ArrayBufferIsView,
    ArrayBufferPrototypeGetByteLength: bufferLength,
    ArrayBufferPrototypeGetDetached: isDetached,
    ArrayBufferPrototypeGetMaxByteLength: maxByteLength,
    ArrayBufferPrototypeGetResizable: isResizable,
    ArrayBufferPrototypeTransfer,
    ArrayIsArray,
    ArrayPrototype,
    BigIntPrototypeValueOf,
    BooleanPrototypeValueOf,
    Date,
    DatePrototypeGetTime,
    Error,
    FunctionPrototypeSymbolHasInstance: isInstance,
    Map,
    MapPrototypeForEach,
    MapPrototypeGet,
    MapPrototypeGetSize,
    MapPrototypeHas,
    MapPrototypeSet,
    NumberPrototypeValueOf,
    Object,
    ObjectGetOwnPropertySymbols,
    ObjectGetPrototypeOf,
    ObjectHasOwn,
    ObjectKeys,
    ObjectPrototype,
    ObjectPrototypeToString,
    Promise,
    ReflectGetOwnPropertyDescriptor,
    ReflectDefineProperty,
    RegExp,
    RegExpPrototype,
    RegExpPrototypeGetFlags,
    RegExpPrototypeGetSource,
    Set,
    SetPrototypeAdd,
    SetPrototypeForEach,
    SetPrototypeGetSize,
    StringPrototypeSlice,
    StringPrototypeValueOf,
    SymbolPrototypeValueOf,
    SymbolToStringTag,
    TypedArrayPrototypeGetSymbolToStringTag: typedArrayKind,
    TypedArrayPrototypeSet,
    Uint8Array,
    WeakMap,
    WeakRef,
    WeakSet,
    errors,
    hide,
    listFrom,
    newList,
    views,
  } = nano.primordials;
  const { bufferOf, byteLengthOf, byteOffsetOf, lengthOf } = nano.bytes;
  const unclonable = [Promise, WeakMap, WeakSet, WeakRef];

  const cannotClone = (value) => {
    let what = typeof value;
    try {
      what = StringPrototypeSlice(nano.inspect(value, { __proto__: null, depth: 0 }), 0, 100);
    } catch {
      // Its type has to do.
    }
    return new nano.DOMException(`${what} cannot be cloned`, 'DataCloneError');
  };

  // Whether `value` has the internal slot that `method` looks for. `instanceof` would trust the prototype.
  const has = (method, value) => {
    try {
      method(value);
      return true;
    } catch {
      return false;
    }
  };
  const cloneBuffer = (buffer) => {
    if (isDetached(buffer)) throw new nano.DOMException('a detached ArrayBuffer cannot be cloned', 'DataCloneError');
    const length = bufferLength(buffer);
    const options = isResizable(buffer) ? { __proto__: null, maxByteLength: maxByteLength(buffer) } : undefined;
    const copy = new ArrayBuffer(length, options);
    TypedArrayPrototypeSet(new Uint8Array(copy), new Uint8Array(buffer));
    return copy;
  };

  // An object that is only its properties, told without provoking a dozen errors.
  const isPlain = (value) => {
    const prototype = ObjectGetPrototypeOf(value);
    if (prototype !== ObjectPrototype && prototype !== null) return prototype === ArrayPrototype && ArrayIsArray(value);
    return SymbolToStringTag in value || ObjectPrototypeToString(value) === '[object Object]';
  };

  // Objects of the language with internal state; undefined when `value` is none of them.
  const cloneSpecial = (value, memory, later) => {
    if (has(BooleanPrototypeValueOf, value)) return Object(BooleanPrototypeValueOf(value));
    if (has(NumberPrototypeValueOf, value)) return Object(NumberPrototypeValueOf(value));
    if (has(BigIntPrototypeValueOf, value)) return Object(BigIntPrototypeValueOf(value));
    if (has(StringPrototypeValueOf, value)) return Object(StringPrototypeValueOf(value));
    if (has(SymbolPrototypeValueOf, value)) throw cannotClone(value);
    if (has(DatePrototypeGetTime, value)) return new Date(DatePrototypeGetTime(value));
    if (value !== RegExpPrototype && has(RegExpPrototypeGetSource, value)) {
      return new RegExp(RegExpPrototypeGetSource(value), RegExpPrototypeGetFlags(value));
    };
    if (has(bufferLength, value)) return cloneBuffer(value);
    if (ArrayBufferIsView(value)) return cloneView(value, memory, later);
    if (has(MapPrototypeGetSize, value)) {
      const copy = new Map();
      const entries = newList();
      MapPrototypeForEach(value, (item, key) => {
        entries[entries.length] = key;
        entries[entries.length] = item;
      });
      later[later.length] = () => {
        for (let i = 0; i < entries.length; i += 2) {
          MapPrototypeSet(copy, clone(entries[i], memory, later), clone(entries[i + 1], memory, later));
        }
      };
      return copy;
    }
    if (has(SetPrototypeGetSize, value)) {
      const copy = new Set();
      const items = newList();
      SetPrototypeForEach(value, (item) => {
        items[items.length] = item;
      });
      later[later.length] = () => {
        for (let i = 0; i < items.length; i++) SetPrototypeAdd(copy, clone(items[i], memory, later));
      };
      return copy;
    }
    return undefined;
  };

  const cloneView = (view, memory, later) => {
    const buffer = clone(bufferOf(view), memory, later);
    const kind = typedArrayKind(view) ?? 'DataView';
    const tracksLength = isTracking(view);
    const size = kind === 'DataView' ? byteLengthOf(view) : lengthOf(view);
    return new views[kind](buffer, byteOffsetOf(view), tracksLength ? undefined : size);
  };

  // Whether the view follows the length of a resizable buffer. There is no way to ask but this one.
  const isTracking = (view) => {
    const buffer = bufferOf(view);
    if (!nano.bytes.isArrayBuffer(buffer) || !isResizable(buffer)) return false;
    const rest = bufferLength(buffer) - byteOffsetOf(view);
    return byteLengthOf(view) > rest - itemBytesOf(view) && bufferLength(buffer) < maxByteLength(buffer);
  };

  const itemBytesOf = (view) => {
    const kind = typedArrayKind(view);
    const length = kind === undefined ? 0 : lengthOf(view);
    return length === 0 ? (BYTES_PER_ELEMENT[kind] ?? 1) : byteLengthOf(view) / length;
  };
  const BYTES_PER_ELEMENT = { __proto__: null };
  for (const kind in views) BYTES_PER_ELEMENT[kind] = views[kind]?.BYTES_PER_ELEMENT;

  const isError = (value) => {
    // Error.isError is not there yet; the tag of Object.prototype.toString is an error's unless something hides it.
    if (SymbolToStringTag in value) return isInstance(Error, value);
    return ObjectPrototypeToString(value) === '[object Error]';
  };

  const cloneError = (error, memory, later) => {
    const name = `${error.name}`;
    const message = ReflectGetOwnPropertyDescriptor(error, 'message');
    const constructor = errors[name] ?? Error;
    const text = message !== undefined && ObjectHasOwn(message, 'value') ? `${message.value}` : undefined;
    const copy = text === undefined ? new constructor() : new constructor(text);
    const { stack } = error;
    if (typeof stack === 'string') hide(copy, 'stack', stack);
    if (ObjectHasOwn(error, 'cause')) {
      later[later.length] = () => hide(copy, 'cause', clone(error.cause, memory, later));
    }
    return copy;
  };

  const isPlatformObject = (value) => {
    const keys = ObjectGetOwnPropertySymbols(value);
    for (let i = 0; i < keys.length; i++) if (nano.isInternal(keys[i])) return true;
    return false;
  };

  const isUnclonable = (value) => {
    for (let i = 0; i < unclonable.length; i++) if (isInstance(unclonable[i], value)) return true;
    return false;
  };

  const cloneObject = (value, memory, later) => {
    if (nano.exceptions.isException(value)) {
      return new nano.DOMException(nano.exceptions.messageOf(value), nano.exceptions.nameOf(value));
    }
    if (isError(value)) return cloneError(value, memory, later);
    if (nano.isInstance(value, 'Blob')) return nano.blobs.clone(value);
    if (isUnclonable(value) || nano.bytes.isShared(value) || isPlatformObject(value)) {
      throw cannotClone(value);
    }
    const isArray = ArrayIsArray(value);
    const copy = isArray ? new Array(value.length) : {};
    const keys = ObjectKeys(value);
    later[later.length] = () => {
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i];
        // A getter may have removed it.
        if (!ObjectHasOwn(value, key)) continue;
        const item = clone(value[key], memory, later);
        const slot = { __proto__: null, value: item, writable: true, enumerable: true, configurable: true };
        ReflectDefineProperty(copy, key, slot);
      }
    };
    return copy;
  };

  const clone = (value, memory, later) => {
    if (typeof value === 'symbol' || typeof value === 'function') throw cannotClone(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = MapPrototypeGet(memory, value);
    if (known !== undefined) return known;
    const copy = (isPlain(value) ? undefined : cloneSpecial(value, memory, later)) ?? cloneObject(value, memory, later);
    MapPrototypeSet(memory, value, copy);
    return copy;
  };

  nano.structuredClone = function structuredClone(value, options = undefined) {
    needArguments(arguments.length, 1, 'structuredClone');
    const { transfer } = dictionary(options, 'structuredClone: the second argument');
    const transferred = transfer === undefined ? newList() : listFrom(transfer);
    const memory = new Map();
    for (let i = 0; i < transferred.length; i++) {
      const buffer = transferred[i];
      if (!nano.bytes.isArrayBuffer(buffer) || isDetached(buffer) || MapPrototypeHas(memory, buffer)) throw cannotClone(buffer);
      MapPrototypeSet(memory, buffer, cloneBuffer(buffer));
    }
    // What an object holds is copied after the object is known, so that a cycle finds it; depth costs no stack.
    const later = newList();
    const copy = clone(value, memory, later);
    for (let i = 0; i < later.length; i++) {
      const step = later[i];
      step();
    }
    for (let i = 0; i < transferred.length; i++) ArrayBufferPrototypeTransfer(transferred[i]);
    return copy;
  };
}
