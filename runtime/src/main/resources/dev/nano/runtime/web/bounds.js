// Builtins that do much work in one call, which nothing can interrupt: either they are called with pieces, between which the
// call can be cancelled, or what they are given is bounded by the app's memory_mb.
//
// Evaluated first in every context, so that apps and the platform have the bounded ones. `host` is the Java side (HostPlatform). Each function below is a method of an
// object literal, so that it has no prototype and is no constructor, like the builtin that it stands for.
(host) => {
  'use strict';
  const { apply, defineProperty } = Reflect;
  const { RangeError, String, RegExp } = globalThis;
  const { substring, indexOf, charCodeAt, toLowerCase, toUpperCase, toLocaleLowerCase, toLocaleUpperCase } = String.prototype;
  const { normalize, localeCompare, split, replaceAll } = String.prototype;
  const { exec } = RegExp.prototype;
  const { min, floor } = Math;

  const memoryMb = host.memoryMb();
  const memory = memoryMb * 1048576;
  // The case of so many characters is mapped at a time: the engine copies all of them for each that becomes two.
  const PIECE = 512;
  // What a piece of a string takes as an element of an array.
  const PIECES = floor(memory / 64);
  const CHARS = floor(memory / 16);
  // Work that is more than linear, or that makes large objects of each character.
  const COMPARED = min(floor(memory / 512), 262144);
  const MARKS = 1024;
  // How many times as long a text can become in each form (Unicode Standard Annex 15, section 12), in UTF-16.
  const GROWTH = { __proto__: null, NFC: 3, NFD: 4, NFKC: 18, NFKD: 18 };
  const nonAscii = /[^\x00-\x7f]/;
  const longRun = new RegExp(`\\p{M}{${MARKS}}`, 'u');

  const tooLong = (name, length, most, unit = 'characters') =>
    new RangeError(
      `${name}: ${length} ${unit} (expected: at most ${most} for an app with a memory_mb of ${memoryMb}; a larger memory_mb allows more)`,
    );
  const isText = (value) => typeof value === 'string';
  const replace = (object, functions) => {
    for (const name in functions) {
      defineProperty(object, name, { __proto__: null, value: functions[name], writable: true, configurable: true });
    }
  };

  // Whether a cut there would come between the halves of a surrogate pair.
  const isInPair = (text, at) => {
    const code = apply(charCodeAt, text, [at]);
    return code >= 0xdc00 && code <= 0xdfff;
  };
  const mapped = (map, text, locales) => {
    if (apply(exec, nonAscii, [text]) === null) return apply(map, text, locales);
    const { length } = text;
    let result = '';
    for (let from = 0; from < length; ) {
      let to = min(from + PIECE, length);
      if (to < length && isInPair(text, to)) to++;
      result += apply(map, apply(substring, text, [from, to]), locales);
      from = to;
    }
    return result;
  };
  const isShort = (value) => isText(value) && value.length <= PIECE;
  // As the specification has it: null and undefined are refused, everything else becomes a string once.
  const textOf = (value, map) => (isText(value) ? value : value === undefined || value === null ? apply(map, value, []) : `${value}`);

  // Throws when `part` comes more than `most` times in `text`.
  const checkParts = (name, text, part) => {
    if (text.length <= PIECES) return;
    if (part === '') throw tooLong(name, text.length, PIECES, 'parts');
    let count = 0;
    for (let at = apply(indexOf, text, [part]); at >= 0; at = apply(indexOf, text, [part, at + part.length])) {
      if (++count > PIECES) throw tooLong(name, `more than ${PIECES}`, PIECES, 'parts');
    }
  };

  replace(String.prototype, {
    toLowerCase() {
      if (isShort(this)) return apply(toLowerCase, this, []);
      return mapped(toLowerCase, textOf(this, toLowerCase), []);
    },
    toUpperCase() {
      if (isShort(this)) return apply(toUpperCase, this, []);
      return mapped(toUpperCase, textOf(this, toUpperCase), []);
    },
    toLocaleLowerCase() {
      if (isShort(this)) return apply(toLocaleLowerCase, this, arguments);
      return mapped(toLocaleLowerCase, textOf(this, toLocaleLowerCase), arguments);
    },
    toLocaleUpperCase() {
      if (isShort(this)) return apply(toLocaleUpperCase, this, arguments);
      return mapped(toLocaleUpperCase, textOf(this, toLocaleUpperCase), arguments);
    },
    normalize() {
      const text = textOf(this, normalize);
      const form = arguments[0] === undefined ? 'NFC' : `${arguments[0]}`;
      if (text.length > MARKS && form in GROWTH) {
        if (apply(exec, nonAscii, [text]) === null) return text;
        // The text that the JDK builds, the one that it grows from, and the result, of two bytes each.
        const most = floor(memory / (6 * GROWTH[form]));
        if (text.length > most) throw tooLong('String.prototype.normalize', text.length, most);
        if (apply(exec, longRun, [text]) !== null) {
          throw new RangeError(
            `String.prototype.normalize: a run of ${MARKS} combining marks or more (expected: fewer, whatever the memory_mb)`,
          );
        }
      }
      return apply(normalize, text, [form]);
    },
    localeCompare(that) {
      const text = textOf(this, localeCompare);
      const other = `${that}`;
      if (text.length > COMPARED) throw tooLong('String.prototype.localeCompare', text.length, COMPARED);
      if (other.length > COMPARED) throw tooLong('String.prototype.localeCompare', other.length, COMPARED);
      return apply(localeCompare, text, [other, arguments[1], arguments[2]]);
    },
    split(separator, limit) {
      if (isText(this) && isText(separator) && this.length > PIECES && limit === undefined) {
        checkParts('String.prototype.split', this, separator);
      }
      return apply(split, this, [separator, limit]);
    },
    replaceAll(searchValue, replaceValue) {
      if (isText(this) && isText(searchValue) && this.length > PIECES) {
        checkParts('String.prototype.replaceAll', this, searchValue);
      }
      return apply(replaceAll, this, [searchValue, replaceValue]);
    },
  });

  // Functions that take one string. Each has its name in its own text: that is the name that its toString() shows.
  const given = (name, value) => {
    const text = `${value}`;
    if (text.length > CHARS) throw tooLong(name, text.length, CHARS);
    return text;
  };
  const { encodeURI, encodeURIComponent, decodeURI, decodeURIComponent, escape, unescape } = globalThis;
  replace(globalThis, {
    encodeURI(uri) {
      return encodeURI(given('encodeURI', uri));
    },
    encodeURIComponent(text) {
      return encodeURIComponent(given('encodeURIComponent', text));
    },
    decodeURI(uri) {
      return decodeURI(given('decodeURI', uri));
    },
    decodeURIComponent(text) {
      return decodeURIComponent(given('decodeURIComponent', text));
    },
    escape(text) {
      return escape(given('escape', text));
    },
    unescape(text) {
      return unescape(given('unescape', text));
    },
  });
  // As the specification has it, but for the engine's own loop, which cannot be cancelled.
  const { raw } = String;
  replace(String, {
    raw(template) {
      const literals = template === undefined || template === null ? null : template.raw;
      if (literals === undefined || literals === null) return apply(raw, String, [{ raw: literals }]);
      const length = floor(+literals.length);
      let result = '';
      for (let i = 0; i < length; ) {
        result += `${literals[i]}`;
        if (++i < length && i < arguments.length) result += `${arguments[i]}`;
      }
      return result;
    },
  });
  const { parse } = JSON;
  replace(JSON, {
    parse(text, reviver) {
      return apply(parse, JSON, [given('JSON.parse', text), reviver]);
    },
  });
}
