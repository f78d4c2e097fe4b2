// Evaluated first in every context. `host` is the Java side (HostPlatform); the value of the script is a function that
// returns `nano`, the object through which the files of this directory find each other. No app code ever sees it.
//
// Each file is a script whose value is `(nano) => {...}`; it sets the names it owns on `nano`. Names are loaded when they
// are first used: many apps use a handful of them, and a thousand contexts each hold what they have loaded.
(host) => {
  'use strict';
  const { defineProperty } = Object;
  const global = globalThis;

  // Symbols from the engine-wide registry are the same in every context, so objects that keep their state under them
  // have the same shapes everywhere and compiled code is shared. Apps get a registry of their own below: what they put
  // into the engine's would stay there for ever.
  const engineSymbol = Symbol.for;
  // Without a prototype: assignments to it cannot run into a setter that an app put there.
  const nano = { __proto__: null, host, symbol: (name) => engineSymbol('nano.' + name) };

  // What the engine brings and the platform builds upon, before its names are taken below.
  nano.engine = { TextDecoder: global.TextDecoder, TextEncoder: global.TextEncoder };

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
    defineProperty(object, name, { __proto__: null, value, enumerable, writable: true, configurable: true });

  // What is on `nano` but not yet loaded must not be loaded by asking whether some value is an instance of it.
  nano.ifLoaded = (name) => {
    const slot = Object.getOwnPropertyDescriptor(nano, name);
    return slot !== undefined && slot.get === undefined ? slot.value : undefined;
  };
  nano.isInstance = (value, name) => {
    const constructor = nano.ifLoaded(name);
    return constructor !== undefined && value instanceof constructor;
  };

  // Web IDL: operations and attributes of an interface are enumerable, and its prototype names it.
  nano.finish = (constructor) => {
    const { prototype } = constructor;
    const enumerable = { __proto__: null, enumerable: true };
    for (const name of Object.getOwnPropertyNames(prototype)) {
      if (name !== 'constructor') defineProperty(prototype, name, enumerable);
    }
    for (const name of Object.getOwnPropertyNames(constructor)) {
      if (name !== 'length' && name !== 'name' && name !== 'prototype') defineProperty(constructor, name, enumerable);
    }
    defineProperty(prototype, Symbol.toStringTag, { __proto__: null, value: constructor.name, configurable: true });
    return constructor;
  };

  const onNano = (name, file) =>
    defineProperty(nano, name, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      get() {
        load(file);
        return nano[name];
      },
      set(value) {
        replace(nano, name, value, true);
      },
    });
  const onGlobal = (name, enumerable) =>
    defineProperty(global, name, {
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
  const files = (enumerable, table) => {
    for (const file in table) {
      const names = table[file];
      for (let i = 0; i < names.length; i++) {
        onNano(names[i], file);
        if (enumerable !== undefined) onGlobal(names[i], enumerable);
      }
    }
  };

  // Names of the platform's own, which apps do not see.
  files(undefined, {
    'abort': ['abort'],
    'blob': ['blobs'],
    'body': ['body'],
    'bytes': ['bytes'],
    'convert': ['convert'],
    'event-target': ['events'],
    'form-data': ['forms'],
    'handler': ['handler'],
    'headers': ['headers'],
    'inspect': ['inspect', 'format'],
    'report': ['report'],
    'request': ['request'],
    'response': ['response'],
    'streams': ['streams'],
  });
  // Interfaces: not enumerable on the global object, as Web IDL has it.
  files(false, {
    'abort': ['AbortController', 'AbortSignal'],
    'blob': ['Blob', 'File'],
    'crypto': ['Crypto'],
    'dom-exception': ['DOMException'],
    'encoding': ['TextDecoder', 'TextEncoder'],
    'event-target': ['CustomEvent', 'Event', 'EventTarget'],
    'form-data': ['FormData'],
    'headers': ['Headers'],
    'navigator': ['Navigator'],
    'performance': ['Performance'],
    'request': ['Request'],
    'response': ['Response'],
    'streams': [
      'ByteLengthQueuingStrategy',
      'CountQueuingStrategy',
      'ReadableByteStreamController',
      'ReadableStream',
      'ReadableStreamBYOBReader',
      'ReadableStreamBYOBRequest',
      'ReadableStreamDefaultController',
      'ReadableStreamDefaultReader',
      'TransformStream',
      'TransformStreamDefaultController',
      'WritableStream',
      'WritableStreamDefaultController',
      'WritableStreamDefaultWriter',
    ],
    'text-streams': ['TextDecoderStream', 'TextEncoderStream'],
    'url': ['URL'],
    'url-search-params': ['URLSearchParams'],
  });
  // Functions and objects: enumerable.
  files(true, {
    'base64': ['atob', 'btoa'],
    'console': ['console'],
    'crypto': ['crypto'],
    'fetch': ['fetch'],
    'navigator': ['navigator'],
    'performance': ['performance'],
    'report': ['reportError'],
    'structured-clone': ['structuredClone'],
    'timers': ['clearInterval', 'clearTimeout', 'queueMicrotask', 'setInterval', 'setTimeout'],
  });
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

  // Graal is the engine's own door to its rejection tracking (option js.unhandled-rejections=handler).
  if (typeof Graal === 'object') {
    Graal.setUnhandledPromiseRejectionHandler((reason) => nano.report(reason, 'Uncaught (in promise)'));
    delete global.Graal;
  }
  return nano;
}
