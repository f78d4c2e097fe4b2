// https://w3c.github.io/FileAPI/: Blob and File, whole in memory.
(nano) => {
  'use strict';
  const {
    DateNow,
    MathMax,
    MathMin,
    MathTrunc,
    Number,
    TypeError,
    PromiseReject,
    PromiseResolve,
    ReflectDefineProperty,
    RegExpPrototypeExec,
    StringPrototypeToLowerCase,
    SymbolIterator,
    hide,
    listFrom,
    newList,
    replaceAll,
  } = nano.primordials;
  const { dictionary, isObject, usvString, illegal, needArguments, short } = nano.convert;
  const { bufferOf, concat, copy, lengthOf, part, view, utf8, utf8Text } = nano.bytes;
  const kBytes = nano.symbol('blob.bytes');
  const kType = nano.symbol('blob.type');
  const kName = nano.symbol('file.name');
  const kModified = nano.symbol('file.lastModified');
  const notPlain = /[^\x20-\x7e]/;

  const typeOf = (value) => {
    const type = `${value}`;
    return RegExpPrototypeExec(notPlain, type) !== null ? '' : StringPrototypeToLowerCase(type);
  };

  const bytesOf = (blob) => {
    const bytes = blob === undefined || blob === null ? undefined : blob[kBytes];
    if (bytes === undefined) throw illegal();
    return bytes;
  };

  const itemsOf = (parts) => {
    if (!isObject(parts) || typeof parts[SymbolIterator] !== 'function') {
      throw new TypeError('Blob: the first argument is not a sequence');
    }
    const items = listFrom(parts);
    for (let i = 0; i < items.length; i++) items[i] = itemOf(items[i]);
    return items;
  };
  const itemOf = (part) => {
    if (!isObject(part)) return usvString(part);
    if (part[kBytes] !== undefined) return part[kBytes];
    const bytes = view(part);
    return bytes === undefined ? usvString(part) : copy(bytes);
  };
  const textOf = (text, endings) =>
    utf8(endings === 'native' ? replaceAll(replaceAll(text, '\r\n', '\n'), '\r', '\n') : text);

  const fill = (blob, parts, options) => {
    // Web IDL: all arguments are converted, in their order, before anything is done with them.
    const items = parts === undefined ? newList() : itemsOf(parts);
    const { endings = 'transparent', type = '' } = dictionary(options, 'Blob: the options');
    if (`${endings}` !== 'transparent' && `${endings}` !== 'native') {
      throw new TypeError(`endings: ${short(`${endings}`)} (expected: transparent or native)`);
    }
    let length = 0;
    for (let i = 0; i < items.length; i++) {
      if (typeof items[i] === 'string') items[i] = textOf(items[i], `${endings}`);
      length += lengthOf(items[i]);
    }
    hide(blob, kBytes, concat(items, length));
    hide(blob, kType, typeOf(type));
  };

  class Blob {
    constructor(parts = undefined, options = undefined) {
      fill(this, parts, options);
    }

    get size() {
      return lengthOf(bytesOf(this));
    }

    get type() {
      bytesOf(this);
      return this[kType];
    }

    arrayBuffer() {
      return promiseOf(this, (bytes) => bufferOf(copy(bytes)));
    }

    bytes() {
      return promiseOf(this, copy);
    }

    text() {
      return promiseOf(this, utf8Text);
    }

    stream() {
      return nano.streams.fromBytes(copy(bytesOf(this)));
    }

    slice(start = 0, end = undefined, type = '') {
      const bytes = bytesOf(this);
      const length = lengthOf(bytes);
      const clamp = (value) => {
        const index = MathTrunc(MathMin(MathMax(Number(value) || 0, -length), length));
        return index < 0 ? index + length : index;
      };
      const from = clamp(start);
      const to = end === undefined ? length : clamp(end);
      return nano.blobs.fromBytes(copy(part(bytes, from, MathMax(from, to))), typeOf(type));
    }
  }
  const promiseOf = (blob, use) => {
    try {
      return PromiseResolve(use(bytesOf(blob)));
    } catch (error) {
      return PromiseReject(error);
    }
  };
  nano.finish(Blob);

  class File extends Blob {
    constructor(parts, name, options = undefined) {
      needArguments(arguments.length, 2, 'File');
      super(parts, options);
      const { lastModified } = dictionary(options, 'File: the options');
      hide(this, kName, usvString(name));
      hide(this, kModified, lastModified === undefined ? DateNow() : MathTrunc(Number(lastModified)) || 0);
    }

    get name() {
      bytesOf(this);
      return this[kName];
    }

    get lastModified() {
      bytesOf(this);
      return this[kModified];
    }

    get webkitRelativePath() {
      bytesOf(this);
      return '';
    }
  }
  nano.finish(File);

  const isFile = (blob) => blob[kName] !== undefined;
  ReflectDefineProperty(Blob.prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const size = lengthOf(bytesOf(this));
      const type = this[kType];
      return isFile(this) ? { size, type, name: this[kName], lastModified: this[kModified] } : { size, type };
    },
  });

  nano.blobs = {
    bytesOf,
    // Takes the bytes over.
    fromBytes(bytes, type) {
      const blob = new Blob();
      blob[kBytes] = bytes;
      blob[kType] = type;
      return blob;
    },
    clone(blob) {
      return isFile(blob)
        ? nano.blobs.fileOf(blob, blob[kName], blob[kModified])
        : nano.blobs.fromBytes(bytesOf(blob), blob[kType]);
    },
    isBlob: (value) => isObject(value) && value[kBytes] !== undefined,
    isFile,
    typeOf: (blob) => blob[kType],
    nameOf: (file) => file[kName],
    // A file with the bytes of a blob.
    fileOf(blob, name, lastModified) {
      const file = new File(undefined, '');
      file[kBytes] = bytesOf(blob);
      file[kType] = blob[kType];
      file[kName] = name;
      file[kModified] = lastModified ?? DateNow();
      return file;
    },
    // Undefined for a Blob that is no File.
    modifiedOf: (blob) => blob[kModified],
  };
  nano.Blob = Blob;
  nano.File = File;
}
