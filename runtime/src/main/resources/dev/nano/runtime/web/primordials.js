// The builtins of the language as they are before any code of the app runs; the value of the script is a function that
// returns them. Apps may replace every builtin, and what the platform looked up later would be theirs: it would hand them
// its own objects. So the files of this directory use nothing of the language's library but these.
//
// Names are Node's: `StringPrototypeSlice(text, 1)` is `text.slice(1)`.
() => {
  'use strict';
  const { bind, call } = Function.prototype;
  const uncurryThis = bind.bind(call);
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { create, freeze, getPrototypeOf, setPrototypeOf } = Object;
  const getter = (prototype, name) => uncurryThis(getOwnPropertyDescriptor(prototype, name).get);
  const TypedArray = getPrototypeOf(Uint8Array);
  const TypedArrayPrototype = TypedArray.prototype;
  const { Promise } = globalThis;
  const ArrayPrototype = Array.prototype;

  // Every `then` and every `await` looks at the constructor of a promise and at the species of that. No app has a reason to
  // replace these two; the setter lets objects that inherit from Promise.prototype have their own.
  defineProperty(Promise.prototype, 'constructor', {
    __proto__: null,
    get() {
      return Promise;
    },
    set(value) {
      if (this === Promise.prototype) throw new TypeError('Promise.prototype.constructor cannot be replaced');
      defineProperty(this, 'constructor', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: false,
    configurable: false,
  });
  defineProperty(Promise, Symbol.species, { __proto__: null, configurable: false });

  const StringPrototypeIndexOf = uncurryThis(String.prototype.indexOf);
  const StringPrototypeSlice = uncurryThis(String.prototype.slice);

  // A list of the platform's own: an array without prototype, so that writing behind its end meets no setter.
  const newList = () => setPrototypeOf([], null);
  const asList = (array) => setPrototypeOf(array, null);

  return freeze({
    __proto__: null,
    uncurryThis,

    newList,
    asList,
    // For apps, who want an array.
    toArray: (list) => setPrototypeOf(list, ArrayPrototype),
    copyList(list) {
      const copy = newList();
      for (let i = 0; i < list.length; i++) copy[i] = list[i];
      return copy;
    },
    // Without the item; the rest keeps its order.
    removeFrom(list, item) {
      let to = 0;
      for (let i = 0; i < list.length; i++) if (list[i] !== item) list[to++] = list[i];
      const isRemoved = to < list.length;
      list.length = to;
      return isRemoved;
    },
    // What an iterable of the app's gives, as a list.
    listFrom(iterable) {
      const list = newList();
      for (const item of iterable) list[list.length] = item;
      return list;
    },
    // The builtins split and replaceAll look for methods on what they are given.
    split(text, mark) {
      const parts = newList();
      let start = 0;
      for (let at = StringPrototypeIndexOf(text, mark); at >= 0; at = StringPrototypeIndexOf(text, mark, start)) {
        parts[parts.length] = StringPrototypeSlice(text, start, at);
        start = at + mark.length;
      }
      parts[parts.length] = StringPrototypeSlice(text, start);
      return parts;
    },
    replaceAll(text, mark, by) {
      let at = StringPrototypeIndexOf(text, mark);
      if (at < 0) return text;
      let replaced = '';
      let start = 0;
      for (; at >= 0; at = StringPrototypeIndexOf(text, mark, start)) {
        replaced += StringPrototypeSlice(text, start, at) + by;
        start = at + mark.length;
      }
      return replaced + StringPrototypeSlice(text, start);
    },
    // Not enumerable, so that it is not copied with the object.
    hide: (object, key, value) =>
      defineProperty(object, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true }),

    Array,
    ArrayIsArray: Array.isArray,
    ArrayPrototype,
    ArrayPrototypeJoin: uncurryThis(ArrayPrototype.join),
    ArrayPrototypeSort: uncurryThis(ArrayPrototype.sort),

    ArrayBuffer,
    ArrayBufferIsView: ArrayBuffer.isView,
    ArrayBufferPrototypeGetByteLength: getter(ArrayBuffer.prototype, 'byteLength'),
    ArrayBufferPrototypeGetDetached: getter(ArrayBuffer.prototype, 'detached'),
    ArrayBufferPrototypeGetMaxByteLength: getter(ArrayBuffer.prototype, 'maxByteLength'),
    ArrayBufferPrototypeGetResizable: getter(ArrayBuffer.prototype, 'resizable'),
    ArrayBufferPrototypeTransfer: uncurryThis(ArrayBuffer.prototype.transfer),

    BigIntPrototypeValueOf: uncurryThis(BigInt.prototype.valueOf),
    Boolean,
    BooleanPrototypeValueOf: uncurryThis(Boolean.prototype.valueOf),

    DataView,
    DataViewPrototypeGetBuffer: getter(DataView.prototype, 'buffer'),
    DataViewPrototypeGetByteLength: getter(DataView.prototype, 'byteLength'),
    DataViewPrototypeGetByteOffset: getter(DataView.prototype, 'byteOffset'),

    Date,
    DateNow: Date.now,
    DatePrototypeGetTime: uncurryThis(Date.prototype.getTime),
    DatePrototypeToISOString: uncurryThis(Date.prototype.toISOString),

    Error,
    ErrorPrototype: Error.prototype,
    ErrorPrototypeToString: uncurryThis(Error.prototype.toString),
    RangeError,
    TypeError,
    errors: freeze({
      __proto__: null,
      Error,
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError,
    }),

    FunctionPrototypeBind: uncurryThis(bind),
    FunctionPrototypeSymbolHasInstance: uncurryThis(Function.prototype[Symbol.hasInstance]),
    FunctionPrototypeToString: uncurryThis(Function.prototype.toString),

    IteratorPrototype: Iterator.prototype,

    JSONParse: JSON.parse,
    JSONStringify: JSON.stringify,

    Map,
    MapPrototypeClear: uncurryThis(Map.prototype.clear),
    MapPrototypeDelete: uncurryThis(Map.prototype.delete),
    MapIteratorPrototypeNext: uncurryThis(getPrototypeOf(new Map().entries()).next),
    MapPrototypeEntries: uncurryThis(Map.prototype.entries),
    MapPrototypeForEach: uncurryThis(Map.prototype.forEach),
    MapPrototypeGet: uncurryThis(Map.prototype.get),
    MapPrototypeHas: uncurryThis(Map.prototype.has),
    MapPrototypeSet: uncurryThis(Map.prototype.set),
    MapPrototypeGetSize: getter(Map.prototype, 'size'),

    MathFloor: Math.floor,
    MathMax: Math.max,
    MathMin: Math.min,
    MathTrunc: Math.trunc,

    Number,
    NumberIsNaN: Number.isNaN,
    NumberPrototypeToFixed: uncurryThis(Number.prototype.toFixed),
    NumberPrototypeToString: uncurryThis(Number.prototype.toString),
    NumberPrototypeValueOf: uncurryThis(Number.prototype.valueOf),
    parseFloat,
    parseInt,

    Object,
    ObjectCreate: create,
    ObjectFreeze: freeze,
    ObjectGetOwnPropertyNames: Object.getOwnPropertyNames,
    ObjectGetOwnPropertySymbols: Object.getOwnPropertySymbols,
    ObjectGetPrototypeOf: getPrototypeOf,
    ObjectHasOwn: Object.hasOwn,
    ObjectIs: Object.is,
    ObjectKeys: Object.keys,
    ObjectPrototype: Object.prototype,
    ObjectPrototypePropertyIsEnumerable: uncurryThis(Object.prototype.propertyIsEnumerable),
    ObjectPrototypeToString: uncurryThis(Object.prototype.toString),
    ObjectSetPrototypeOf: setPrototypeOf,

    Promise,
    PromisePrototypeThen: uncurryThis(Promise.prototype.then),
    PromiseReject: apply(bind, Promise.reject, [Promise]),
    PromiseResolve: apply(bind, Promise.resolve, [Promise]),

    ReflectApply: apply,
    ReflectConstruct: construct,
    ReflectDefineProperty: defineProperty,
    ReflectGetOwnPropertyDescriptor: getOwnPropertyDescriptor,
    ReflectGetPrototypeOf: Reflect.getPrototypeOf,
    ReflectOwnKeys: ownKeys,

    RegExp,
    RegExpPrototype: RegExp.prototype,
    // Null when nothing matches. (test, match and replace look `exec` up.)
    RegExpPrototypeExec: uncurryThis(RegExp.prototype.exec),
    RegExpPrototypeGetFlags: getter(RegExp.prototype, 'flags'),
    RegExpPrototypeGetSource: getter(RegExp.prototype, 'source'),
    RegExpPrototypeToString: uncurryThis(RegExp.prototype.toString),

    Set,
    SetPrototypeAdd: uncurryThis(Set.prototype.add),
    SetPrototypeDelete: uncurryThis(Set.prototype.delete),
    SetIteratorPrototypeNext: uncurryThis(getPrototypeOf(new Set().values()).next),
    SetPrototypeForEach: uncurryThis(Set.prototype.forEach),
    SetPrototypeHas: uncurryThis(Set.prototype.has),
    SetPrototypeValues: uncurryThis(Set.prototype.values),
    SetPrototypeGetSize: getter(Set.prototype, 'size'),

    SharedArrayBufferPrototypeGetByteLength:
      typeof SharedArrayBuffer === 'function' ? getter(SharedArrayBuffer.prototype, 'byteLength') : undefined,

    String,
    StringPrototypeCharCodeAt: uncurryThis(String.prototype.charCodeAt),
    StringPrototypeIncludes: uncurryThis(String.prototype.includes),
    StringPrototypeIndexOf,
    StringPrototypePadEnd: uncurryThis(String.prototype.padEnd),
    StringPrototypePadStart: uncurryThis(String.prototype.padStart),
    StringPrototypeRepeat: uncurryThis(String.prototype.repeat),
    StringPrototypeSlice,
    StringPrototypeStartsWith: uncurryThis(String.prototype.startsWith),
    StringPrototypeToLowerCase: uncurryThis(String.prototype.toLowerCase),
    StringPrototypeToUpperCase: uncurryThis(String.prototype.toUpperCase),
    StringPrototypeToWellFormed: uncurryThis(String.prototype.toWellFormed),
    StringPrototypeTrim: uncurryThis(String.prototype.trim),
    StringPrototypeValueOf: uncurryThis(String.prototype.valueOf),

    SymbolAsyncIterator: Symbol.asyncIterator,
    SymbolIterator: Symbol.iterator,
    SymbolToStringTag: Symbol.toStringTag,
    SymbolPrototypeGetDescription: getter(Symbol.prototype, 'description'),
    SymbolPrototypeToString: uncurryThis(Symbol.prototype.toString),
    SymbolPrototypeValueOf: uncurryThis(Symbol.prototype.valueOf),

    // For views other than DataView.
    TypedArrayPrototypeGetBuffer: getter(TypedArrayPrototype, 'buffer'),
    TypedArrayPrototypeGetByteLength: getter(TypedArrayPrototype, 'byteLength'),
    TypedArrayPrototypeGetByteOffset: getter(TypedArrayPrototype, 'byteOffset'),
    TypedArrayPrototypeGetLength: getter(TypedArrayPrototype, 'length'),
    // The name of its constructor; undefined for what is no typed array.
    TypedArrayPrototypeGetSymbolToStringTag: getter(TypedArrayPrototype, Symbol.toStringTag),
    TypedArrayPrototypeSet: uncurryThis(TypedArrayPrototype.set),
    Uint8Array,
    views: freeze({
      __proto__: null,
      BigInt64Array,
      BigUint64Array,
      DataView,
      Float16Array: globalThis.Float16Array,
      Float32Array,
      Float64Array,
      Int16Array,
      Int32Array,
      Int8Array,
      Uint16Array,
      Uint32Array,
      Uint8Array,
      Uint8ClampedArray,
    }),

    WeakMap,
    WeakRef,
    WeakRefPrototypeDeref: uncurryThis(WeakRef.prototype.deref),
    WeakSet,
  });
}
