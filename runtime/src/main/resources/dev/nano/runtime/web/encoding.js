// https://encoding.spec.whatwg.org: TextEncoder and TextDecoder.
//
// UTF-8 is the engine's own, which does not cross to Java.
(nano) => {
  'use strict';
  const { Boolean, RangeError, TypeError, RegExpPrototypeExec, StringPrototypeToLowerCase, Uint8Array, hide, split } =
    nano.primordials;
  const { dictionary, usvString, illegal, needArguments, quote } = nano.convert;
  const { bufferOf, byteLengthOf, byteOffsetOf, view } = nano.bytes;
  const { engine } = nano;
  const kEncoder = nano.symbol('textencoder');
  const kDecoder = nano.symbol('textdecoder');
  const inOuterSpace = /^[\t\n\f\r ]*([^\t\n\f\r ]+)[\t\n\f\r ]*$/;

  const LABELS = { __proto__: null };
  const labels = (encoding, names) => {
    const list = split(names, ' ');
    for (let i = 0; i < list.length; i++) LABELS[list[i]] = encoding;
  };
  labels('utf-8', 'unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8');
  labels('utf-16be', 'unicodefffe utf-16be');
  labels('utf-16le', 'csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le');
  labels(
    'windows-1252',
    'ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 ' +
      'iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252',
  );

  const engineEncoder = new engine.TextEncoder();
  // A function of (bytes, isMoreToCome); null from Java means that the bytes are not valid.
  const decoderOf = (encoding, fatal, ignoreBOM) => {
    switch (encoding) {
      case 'utf-8':
        {
          const decoder = new engine.TextDecoder(encoding, { __proto__: null, fatal, ignoreBOM });
          return (bytes, stream) => engine.decode(decoder, bytes, { __proto__: null, stream });
        }
      case 'windows-1252':
        return (bytes) => nano.host.windows1252(bufferOf(bytes), byteOffsetOf(bytes), byteLengthOf(bytes));
      default: {
        const decoder = nano.host.utf16Decoder(encoding === 'utf-16be', fatal, ignoreBOM);
        return (bytes, stream) => decoder.decode(bufferOf(bytes), byteOffsetOf(bytes), byteLengthOf(bytes), stream);
      }
    }
  };

  const stateOf = (object, key) => {
    const state = object === undefined || object === null ? undefined : object[key];
    if (state === undefined) throw illegal();
    return state;
  };

  class TextEncoder {
    constructor() {
      hide(this, kEncoder, true);
    }

    get encoding() {
      stateOf(this, kEncoder);
      return 'utf-8';
    }

    encode(input = '') {
      stateOf(this, kEncoder);
      return engine.encode(engineEncoder, input);
    }

    encodeInto(source, destination) {
      needArguments(arguments.length, 2, 'TextEncoder.encodeInto');
      stateOf(this, kEncoder);
      return engine.encodeInto(engineEncoder, usvString(source), destination);
    }
  }

  class TextDecoder {
    constructor(label = 'utf-8', options = undefined) {
      hide(this, kDecoder, newDecoder(label, options));
    }

    get encoding() {
      return stateOf(this, kDecoder).encoding;
    }

    get fatal() {
      return stateOf(this, kDecoder).fatal;
    }

    get ignoreBOM() {
      return stateOf(this, kDecoder).ignoreBOM;
    }

    decode(input = undefined, options = undefined) {
      const decoder = stateOf(this, kDecoder);
      const stream = Boolean(dictionary(options, 'TextDecoder.decode: the second argument').stream);
      return decode(decoder, input, stream);
    }
  }

  const newDecoder = (label, options) => {
    label = `${label}`;
    options = dictionary(options, 'TextDecoder: the second argument');
    const fatal = Boolean(options.fatal);
    const ignoreBOM = Boolean(options.ignoreBOM);
    const inner = RegExpPrototypeExec(inOuterSpace, label);
    const encoding = inner === null ? undefined : LABELS[StringPrototypeToLowerCase(inner[1])];
    if (encoding === undefined) throw new RangeError(`${quote(label, 64)} is not an encoding that can be decoded`);
    return { __proto__: null, encoding, fatal, ignoreBOM, decode: decoderOf(encoding, fatal, ignoreBOM) };
  };

  const decode = (decoder, input, stream) => {
      let bytes = input === undefined ? new Uint8Array(0) : view(input);
      if (bytes === undefined) {
        if (!nano.bytes.isShared(input)) throw new TypeError('the input is not an ArrayBuffer or a view of one');
        bytes = new Uint8Array(input);
      }
      const text = decoder.decode(nano.bytes.isShared(bufferOf(bytes)) ? nano.bytes.copy(bytes) : bytes, stream);
      if (text === null) throw new TypeError(`the bytes are not valid ${decoder.encoding}`);
      return text;
  };

  nano.encoding = { newDecoder, decode };

  nano.TextEncoder = nano.finish(TextEncoder);
  nano.TextDecoder = nano.finish(TextDecoder);
}
