// The conversions of Web IDL that several interfaces share.
(nano) => {
  'use strict';

  const notLatin1 = /[^\0-\xff]/;

  const convert = (nano.convert = {
    // ByteString: each character is a byte.
    byteString(value) {
      const text = typeof value === 'string' ? value : `${value}`;
      if (notLatin1.test(text)) {
        throw new TypeError(`${JSON.stringify(text.slice(0, 64))} has a character above U+00FF, which a header cannot hold`);
      }
      return text;
    },

    // USVString: lone surrogates become U+FFFD.
    usvString(value) {
      return (typeof value === 'string' ? value : `${value}`).toWellFormed();
    },

    needArguments(given, needed, name) {
      if (given < needed) {
        throw new TypeError(`${name}: ${given} argument${given === 1 ? '' : 's'} given (expected: at least ${needed})`);
      }
    },

    // A dictionary argument: null and undefined are the empty dictionary.
    dictionary(value, name) {
      if (value === undefined || value === null) return {};
      if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError(`${name} is not an object`);
      return value;
    },

    isObject(value) {
      return (typeof value === 'object' && value !== null) || typeof value === 'function';
    },

    illegal() {
      return new TypeError('Illegal invocation');
    },
  });
  return convert;
}
