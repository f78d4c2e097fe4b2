// The conversions of Web IDL that several interfaces share.
(nano) => {
  'use strict';
  const { TypeError, JSONStringify, ObjectFreeze, RegExpPrototypeExec, StringPrototypeSlice, StringPrototypeToWellFormed } =
    nano.primordials;

  const notLatin1 = /[^\0-\xff]/;
  const EMPTY = ObjectFreeze({ __proto__: null });

  const convert = (nano.convert = {
    // ByteString: each character is a byte.
    byteString(value) {
      const text = typeof value === 'string' ? value : `${value}`;
      if (RegExpPrototypeExec(notLatin1, text) !== null) {
        throw new TypeError(`${convert.quote(text, 64)} has a character above U+00FF, which a header cannot hold`);
      }
      return text;
    },

    // USVString: lone surrogates become U+FFFD.
    usvString(value) {
      return StringPrototypeToWellFormed(typeof value === 'string' ? value : `${value}`);
    },

    // The start of a text, for an error message, and the same in quotes.
    short: (text) => StringPrototypeSlice(text, 0, 64),
    quote(text, length) {
      return JSONStringify(StringPrototypeSlice(text, 0, length));
    },

    needArguments(given, needed, name) {
      if (given < needed) {
        throw new TypeError(`${name}: ${given} argument${given === 1 ? '' : 's'} given (expected: at least ${needed})`);
      }
    },

    // A dictionary argument: null and undefined are the empty dictionary.
    dictionary(value, name) {
      if (value === undefined || value === null) return EMPTY;
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
