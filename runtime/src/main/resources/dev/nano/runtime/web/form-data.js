// https://xhr.spec.whatwg.org/#interface-formdata
(nano) => {
  'use strict';
  const { usvString, illegal, needArguments } = nano.convert;
  const kEntries = nano.symbol('formdata.entries');

  const entriesOf = (form) => {
    const entries = form === undefined || form === null ? undefined : form[kEntries];
    if (entries === undefined) throw illegal();
    return entries;
  };

  const entryOf = (name, value, filename) => {
    name = usvString(name);
    if (!nano.isInstance(value, 'Blob')) {
      if (filename !== undefined) throw new TypeError('FormData: a value with a file name must be a Blob');
      return [name, usvString(value)];
    }
    if (nano.isInstance(value, 'File') && filename === undefined) return [name, value];
    const { lastModified } = value;
    const file = filename === undefined ? 'blob' : usvString(filename);
    return [name, new nano.File([value], file, { type: value.type, lastModified })];
  };

  class FormData {
    constructor(form = undefined) {
      if (form !== undefined) throw new TypeError('FormData: there are no HTML forms here');
      Object.defineProperty(this, kEntries, { value: [], writable: true });
    }

    append(name, value, filename = undefined) {
      needArguments(arguments.length, 2, 'FormData.append');
      entriesOf(this).push(entryOf(name, value, filename));
    }

    delete(name) {
      needArguments(arguments.length, 1, 'FormData.delete');
      name = usvString(name);
      this[kEntries] = entriesOf(this).filter((entry) => entry[0] !== name);
    }

    get(name) {
      needArguments(arguments.length, 1, 'FormData.get');
      name = usvString(name);
      return entriesOf(this).find((entry) => entry[0] === name)?.[1] ?? null;
    }

    getAll(name) {
      needArguments(arguments.length, 1, 'FormData.getAll');
      name = usvString(name);
      return entriesOf(this)
        .filter((entry) => entry[0] === name)
        .map((entry) => entry[1]);
    }

    has(name) {
      needArguments(arguments.length, 1, 'FormData.has');
      name = usvString(name);
      return entriesOf(this).some((entry) => entry[0] === name);
    }

    set(name, value, filename = undefined) {
      needArguments(arguments.length, 2, 'FormData.set');
      const entry = entryOf(name, value, filename);
      const entries = entriesOf(this);
      const index = entries.findIndex((other) => other[0] === entry[0]);
      if (index < 0) {
        entries.push(entry);
      } else {
        entries[index] = entry;
        this[kEntries] = entries.filter((other, i) => i <= index || other[0] !== entry[0]);
      }
    }

    *entries() {
      for (let i = 0; i < entriesOf(this).length; i++) yield [...entriesOf(this)[i]];
    }

    *keys() {
      for (const [name] of FormData.prototype.entries.call(this)) yield name;
    }

    *values() {
      for (const [, value] of FormData.prototype.entries.call(this)) yield value;
    }

    forEach(callback, thisArgument = undefined) {
      if (typeof callback !== 'function') throw new TypeError('FormData.forEach: the callback is not a function');
      for (const [name, value] of FormData.prototype.entries.call(this)) callback.call(thisArgument, value, name, this);
    }
  }
  nano.finish(FormData);
  Object.defineProperty(FormData.prototype, Symbol.iterator, {
    value: FormData.prototype.entries,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(FormData.prototype, nano.symbol('inspect'), {
    value() {
      return entriesOf(this);
    },
  });

  const newlines = (text) => text.replace(/\r\n|\r|\n/g, '\r\n');
  const quoted = (text) => text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');

  nano.forms = {
    // multipart/form-data: { bytes, type }
    encode(form) {
      const boundary = `----nano-${nano.host.randomUuid()}`;
      const chunks = [];
      const text = (value) => chunks.push(nano.bytes.utf8(value));
      for (const [name, value] of entriesOf(form)) {
        const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(newlines(name))}"`;
        if (typeof value === 'string') {
          text(`${head}\r\n\r\n${newlines(value)}\r\n`);
        } else {
          const type = value.type === '' ? 'application/octet-stream' : value.type;
          text(`${head}; filename="${quoted(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`);
          chunks.push(nano.blobs.bytesOf(value));
          text('\r\n');
        }
      }
      text(`--${boundary}--\r\n`);
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      return { bytes: nano.bytes.concat(chunks, length), type: `multipart/form-data; boundary=${boundary}` };
    },

    // The FormData of a body.
    decode(bytes, mimeType) {
      const type = mimeType.split(';', 1)[0].trim().toLowerCase();
      if (type !== 'application/x-www-form-urlencoded') {
        throw new TypeError(`content-type: ${type || 'none'} (expected: application/x-www-form-urlencoded)`);
      }
      const form = new FormData();
      for (const [name, value] of new nano.URLSearchParams(nano.bytes.utf8Text(bytes))) form.append(name, value);
      return form;
    },
  };
  nano.FormData = FormData;
}
