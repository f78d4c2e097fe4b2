// https://w3c.github.io/FileAPI/: Blob and File, whole in memory.
(nano) => {
  'use strict';
  const { dictionary, isObject, usvString, illegal, needArguments } = nano.convert;
  const { concat, copy, view, utf8, utf8Text } = nano.bytes;
  const kBytes = nano.symbol('blob.bytes');
  const kType = nano.symbol('blob.type');
  const kName = nano.symbol('file.name');
  const kModified = nano.symbol('file.lastModified');
  const hide = (object, key, value) => Object.defineProperty(object, key, { value, writable: true, configurable: true });
  const notPlain = /[^\x20-\x7e]/;

  const typeOf = (value) => {
    const type = `${value}`;
    return notPlain.test(type) ? '' : type.toLowerCase();
  };

  const bytesOf = (blob) => {
    const bytes = blob === undefined || blob === null ? undefined : blob[kBytes];
    if (bytes === undefined) throw illegal();
    return bytes;
  };

  const itemsOf = (parts) => {
    if (!isObject(parts) || typeof parts[Symbol.iterator] !== 'function') {
      throw new TypeError('Blob: the first argument is not a sequence');
    }
    return Array.from(parts, (part) => {
      if (!isObject(part)) return usvString(part);
      if (part[kBytes] !== undefined) return part[kBytes];
      const bytes = view(part);
      return bytes === undefined ? usvString(part) : copy(bytes);
    });
  };
  const textOf = (text, endings) => utf8(endings === 'native' ? text.replace(/\r\n?/g, '\n') : text);

  const fill = (blob, parts, options) => {
    // Web IDL: all arguments are converted, in their order, before anything is done with them.
    const items = parts === undefined ? [] : itemsOf(parts);
    const { endings = 'transparent', type = '' } = dictionary(options, 'Blob: the options');
    if (`${endings}` !== 'transparent' && `${endings}` !== 'native') {
      throw new TypeError(`endings: ${endings} (expected: transparent or native)`);
    }
    const chunks = items.map((item) => (typeof item === 'string' ? textOf(item, `${endings}`) : item));
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    hide(blob, kBytes, concat(chunks, length));
    hide(blob, kType, typeOf(type));
  };

  class Blob {
    constructor(parts = undefined, options = undefined) {
      fill(this, parts, options);
    }

    get size() {
      return bytesOf(this).length;
    }

    get type() {
      bytesOf(this);
      return this[kType];
    }

    async arrayBuffer() {
      return copy(bytesOf(this)).buffer;
    }

    async bytes() {
      return copy(bytesOf(this));
    }

    async text() {
      return utf8Text(bytesOf(this));
    }

    stream() {
      return nano.streams.fromBytes(copy(bytesOf(this)));
    }

    slice(start = 0, end = undefined, type = '') {
      const bytes = bytesOf(this);
      const clamp = (value) => Math.trunc(Math.min(Math.max(Number(value) || 0, -bytes.length), bytes.length));
      const part = bytes.slice(clamp(start), end === undefined ? bytes.length : clamp(end));
      return nano.blobs.fromBytes(part, typeOf(type));
    }
  }
  nano.finish(Blob);

  class File extends Blob {
    constructor(parts, name, options = undefined) {
      needArguments(arguments.length, 2, 'File');
      super(parts, options);
      const { lastModified } = dictionary(options, 'File: the options');
      hide(this, kName, usvString(name));
      hide(this, kModified, lastModified === undefined ? Date.now() : Math.trunc(Number(lastModified)) || 0);
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

  for (const type of [Blob, File]) {
    Object.defineProperty(type.prototype, nano.symbol('inspect'), {
      value() {
        return type === File || this instanceof File
          ? { size: this.size, type: this.type, name: this.name, lastModified: this.lastModified }
          : { size: this.size, type: this.type };
      },
    });
  }

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
      return blob instanceof File
        ? new File([blob], blob.name, { type: blob.type, lastModified: blob.lastModified })
        : nano.blobs.fromBytes(bytesOf(blob), blob.type);
    },
  };
  nano.Blob = Blob;
  nano.File = File;
}
