// Evaluated in every context after bounds.js and primordials.js. `host` is the Java side (HostPlatform); the value of the script is
// a function that returns what imports the app (handler.js).
//
// `nano` is the object through which the files of this directory find each other. No app code ever sees it. Each file is a script whose value is `(nano) => {...}`; it sets the names it owns on `nano`. Names are loaded when they
// are first used: many apps use a handful of them, and a thousand contexts each hold what they have loaded.
(host, primordials) => {
  'use strict';
  const {
    Error,
    TypeError,
    FunctionPrototypeSymbolHasInstance,
    ObjectGetOwnPropertyNames,
    ObjectHasOwn,
    ReflectDefineProperty,
    StringPrototypeStartsWith,
    SymbolPrototypeGetDescription,
    SymbolToStringTag,
    uncurryThis,
  } = primordials;
  const { Symbol } = globalThis;
  const global = globalThis;

  // Where names come from: the file that sets them.

  // Of the platform's own; apps do not see them.
  const INTERNAL = {
    __proto__: null,
    abort: 'abort',
    blobs: 'blob',
    body: 'body',
    bytes: 'bytes',
    convert: 'convert',
    encoding: 'encoding',
    events: 'event-target',
    exceptions: 'dom-exception',
    forms: 'form-data',
    handler: 'handler',
    headers: 'headers',
    inspect: 'inspect',
    format: 'inspect',
    report: 'report',
    request: 'request',
    response: 'response',
    streams: 'streams',
    urlSearchParams: 'url-search-params',
    urls: 'url',
  };
  // Not enumerable on the global object, as Web IDL has it.
  const INTERFACES = {
    __proto__: null,
    AbortController: 'abort',
    AbortSignal: 'abort',
    Blob: 'blob',
    File: 'blob',
    Crypto: 'crypto',
    DOMException: 'dom-exception',
    TextDecoder: 'encoding',
    TextEncoder: 'encoding',
    CustomEvent: 'event-target',
    Event: 'event-target',
    EventTarget: 'event-target',
    FormData: 'form-data',
    Headers: 'headers',
    Navigator: 'navigator',
    Performance: 'performance',
    Request: 'request',
    Response: 'response',
    ByteLengthQueuingStrategy: 'streams',
    CountQueuingStrategy: 'streams',
    ReadableByteStreamController: 'streams',
    ReadableStream: 'streams',
    ReadableStreamBYOBReader: 'streams',
    ReadableStreamBYOBRequest: 'streams',
    ReadableStreamDefaultController: 'streams',
    ReadableStreamDefaultReader: 'streams',
    TransformStream: 'streams',
    TransformStreamDefaultController: 'streams',
    WritableStream: 'streams',
    WritableStreamDefaultController: 'streams',
    WritableStreamDefaultWriter: 'streams',
    TextDecoderStream: 'text-streams',
    TextEncoderStream: 'text-streams',
    URL: 'url',
    URLSearchParams: 'url-search-params',
  };
  // Functions and objects: enumerable.
  const FUNCTIONS = {
    __proto__: null,
    atob: 'base64',
    btoa: 'base64',
    console: 'console',
    crypto: 'crypto',
    fetch: 'fetch',
    navigator: 'navigator',
    performance: 'performance',
    reportError: 'report',
    structuredClone: 'structured-clone',
    clearInterval: 'timers',
    clearTimeout: 'timers',
    queueMicrotask: 'timers',
    setInterval: 'timers',
    setTimeout: 'timers',
  };

  // Symbols from the engine-wide registry are the same in every context, so objects that keep their state under them
  // have the same shapes everywhere and compiled code is shared. Apps get a registry of their own below: what they put
  // into the engine's would stay there for ever.
  const engineSymbol = Symbol.for;
  // What is not on it yet is looked for on its prototype, a proxy that loads it. It makes a context a third cheaper than an
  // accessor for each name.
  const nano = {
    __proto__: new Proxy(
      { __proto__: null },
      {
        __proto__: null,
        get(_, name) {
          const file = INTERNAL[name] ?? INTERFACES[name] ?? FUNCTIONS[name];
          if (file === undefined) return undefined;
          load(file);
          return nano[name];
        },
      }
    ),
    host,
    primordials,
    symbol: (name) => engineSymbol('nano.' + name),
  };

  // What the engine brings and the platform builds upon, before its names are taken below.
  const { TextDecoder, TextEncoder } = global;
  nano.engine = {
    __proto__: null,
    TextDecoder,
    TextEncoder,
    decode: uncurryThis(TextDecoder.prototype.decode),
    encode: uncurryThis(TextEncoder.prototype.encode),
    encodeInto: uncurryThis(TextEncoder.prototype.encodeInto),
  };

  const loaded = { __proto__: null };
  const load = (file) => {
    if (loaded[file]) throw new Error(`${file}.js needs itself`);
    loaded[file] = true;
    try {
      host.resource(file)(nano);
    } catch (error) {
      loaded[file] = false;
      throw error;
    }
  };
  const replace = (object, name, value, enumerable) =>
    ReflectDefineProperty(object, name, { __proto__: null, value, enumerable, writable: true, configurable: true });

  // What is not yet loaded must not be loaded by asking whether some value is an instance of it.
  nano.isInstance = (value, name) => ObjectHasOwn(nano, name) && FunctionPrototypeSymbolHasInstance(nano[name], value);

  // A property of the platform's own is set first on an object that lacks it; that must not meet a setter on
  // Object.prototype. A slot on the prototype nearest to it ends the search.
  const slot = { __proto__: null, value: undefined, writable: true, enumerable: false, configurable: false };
  nano.slots = (prototype, keys) => {
    for (let i = 0; i < keys.length; i++) ReflectDefineProperty(prototype, keys[i], slot);
  };

  // Web IDL: operations and attributes of an interface are enumerable, and its prototype names it.
  const enumerable = { __proto__: null, enumerable: true };
  nano.finish = (constructor) => {
    const { prototype } = constructor;
    const members = ObjectGetOwnPropertyNames(prototype);
    for (let i = 0; i < members.length; i++) {
      if (members[i] !== 'constructor') ReflectDefineProperty(prototype, members[i], enumerable);
    }
    const statics = ObjectGetOwnPropertyNames(constructor);
    for (let i = 0; i < statics.length; i++) {
      const name = statics[i];
      if (name !== 'length' && name !== 'name' && name !== 'prototype') ReflectDefineProperty(constructor, name, enumerable);
    }
    const tag = { __proto__: null, value: constructor.name, configurable: true };
    ReflectDefineProperty(prototype, SymbolToStringTag, tag);
    return constructor;
  };
  // Whether a key is one of the platform's: apps are not shown what lies under it.
  nano.isInternal = (key) => {
    if (typeof key !== 'symbol') return false;
    const description = SymbolPrototypeGetDescription(key);
    return description !== undefined && StringPrototypeStartsWith(description, 'nano.');
  };

  const onGlobal = (name, enumerable) =>
    ReflectDefineProperty(global, name, {
      __proto__: null,
      configurable: true,
      enumerable,
      get() {
        const value = nano[name];
        replace(global, name, value, enumerable);
        return value;
      },
      set(value) {
        replace(global, name, value, enumerable);
      },
    });
  for (const name in INTERFACES) onGlobal(name, false);
  for (const name in FUNCTIONS) onGlobal(name, true);
  replace(global, 'self', global, true);

  const symbolOf = { __proto__: null };
  const keyOf = { __proto__: null };
  const registry = {
    for(key) {
      const name = `${key}`;
      let symbol = symbolOf[name];
      if (symbol === undefined) {
        symbol = Symbol(name);
        symbolOf[name] = symbol;
        keyOf[symbol] = name;
      }
      return symbol;
    },
    keyFor(symbol) {
      if (typeof symbol !== 'symbol') throw new TypeError('Symbol.keyFor: the argument is not a symbol');
      return keyOf[symbol];
    },
  };
  replace(Symbol, 'for', registry.for, false);
  replace(Symbol, 'keyFor', registry.keyFor, false);

  // Graal is the engine's own door to its rejection tracking (option js.unhandled-rejections=handler). It calls the handler
  // once for each rejection of a turn; the file that reports them must be there by then, and an error of the handler's would
  // lose those that follow.
  if (typeof Graal === 'object') {
    const { report } = nano;
    Graal.setUnhandledPromiseRejectionHandler((reason) => {
      try {
        report(reason, 'Uncaught (in promise)');
      } catch {
        // There is nowhere left to say it.
      }
    });
    delete global.Graal;
  }
  return nano.handler.load;
}
