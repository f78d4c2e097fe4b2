// https://xhr.spec.whatwg.org/#interface-formdata
(nano) => {
  'use strict';
  const {
    TypeError,
    ReflectApply,
    ReflectDefineProperty,
    StringPrototypeIndexOf,
    StringPrototypeSlice,
    StringPrototypeToLowerCase,
    StringPrototypeTrim,
    SymbolIterator,
    hide,
    newList,
    replaceAll,
    toArray,
  } = nano.primordials;
  const { usvString, illegal, needArguments, short } = nano.convert;
  const { lengthOf } = nano.bytes;
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
    const file = filename === undefined ? 'blob' : usvString(filename);
    return [name, nano.blobs.fileOf(value, file, nano.blobs.modifiedOf(value))];
  };

  const add = (list, item) => {
    list[list.length] = item;
  };
  const indexOf = (entries, name) => {
    for (let i = 0; i < entries.length; i++) if (entries[i][0] === name) return i;
    return -1;
  };
  // Those before an index, and those after it that have another name.
  const without = (entries, name, from) => {
    const left = newList();
    for (let i = 0; i < entries.length; i++) if (i < from || entries[i][0] !== name) add(left, entries[i]);
    return left;
  };

  class FormData {
    constructor(form = undefined) {
      if (form !== undefined) throw new TypeError('FormData: there are no HTML forms here');
      hide(this, kEntries, newList());
    }

    append(name, value, filename = undefined) {
      needArguments(arguments.length, 2, 'FormData.append');
      add(entriesOf(this), entryOf(name, value, filename));
    }

    delete(name) {
      needArguments(arguments.length, 1, 'FormData.delete');
      name = usvString(name);
      this[kEntries] = without(entriesOf(this), name, 0);
    }

    get(name) {
      needArguments(arguments.length, 1, 'FormData.get');
      name = usvString(name);
      const entries = entriesOf(this);
      const index = indexOf(entries, name);
      return index < 0 ? null : entries[index][1];
    }

    getAll(name) {
      needArguments(arguments.length, 1, 'FormData.getAll');
      name = usvString(name);
      const entries = entriesOf(this);
      const values = newList();
      for (let i = 0; i < entries.length; i++) if (entries[i][0] === name) values[values.length] = entries[i][1];
      return toArray(values);
    }

    has(name) {
      needArguments(arguments.length, 1, 'FormData.has');
      name = usvString(name);
      return indexOf(entriesOf(this), name) >= 0;
    }

    set(name, value, filename = undefined) {
      needArguments(arguments.length, 2, 'FormData.set');
      const entry = entryOf(name, value, filename);
      const entries = entriesOf(this);
      const index = indexOf(entries, entry[0]);
      if (index < 0) {
        add(entries, entry);
      } else {
        entries[index] = entry;
        this[kEntries] = without(entries, entry[0], index + 1);
      }
    }

    *entries() {
      for (let i = 0; i < entriesOf(this).length; i++) {
        const entry = entriesOf(this)[i];
        yield [entry[0], entry[1]];
      }
    }

    *keys() {
      for (let i = 0; i < entriesOf(this).length; i++) yield entriesOf(this)[i][0];
    }

    *values() {
      for (let i = 0; i < entriesOf(this).length; i++) yield entriesOf(this)[i][1];
    }

    forEach(callback, thisArgument = undefined) {
      if (typeof callback !== 'function') throw new TypeError('FormData.forEach: the callback is not a function');
      for (let i = 0; i < entriesOf(this).length; i++) {
        const entry = entriesOf(this)[i];
        ReflectApply(callback, thisArgument, [entry[1], entry[0], this]);
      }
    }
  }
  nano.finish(FormData);
  ReflectDefineProperty(FormData.prototype, SymbolIterator, {
    __proto__: null,
    value: FormData.prototype.entries,
    writable: true,
    configurable: true,
  });
  ReflectDefineProperty(FormData.prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const entries = entriesOf(this);
      const shown = newList();
      for (let i = 0; i < entries.length; i++) shown[i] = [entries[i][0], entries[i][1]];
      return toArray(shown);
    },
  });

  const newlines = (text) => replaceAll(replaceAll(replaceAll(text, '\r\n', '\n'), '\r', '\n'), '\n', '\r\n');
  const quoted = (text) => replaceAll(replaceAll(replaceAll(text, '\r', '%0D'), '\n', '%0A'), '"', '%22');

  nano.forms = {
    // multipart/form-data: { bytes, type }
    encode(form) {
      const boundary = `----nano-${nano.host.randomUuid()}`;
      const chunks = newList();
      let length = 0;
      const bytes = (chunk) => {
        add(chunks, chunk);
        length += lengthOf(chunk);
      };
      const text = (value) => bytes(nano.bytes.utf8(value));
      const entries = entriesOf(form);
      for (let i = 0; i < entries.length; i++) {
        const name = entries[i][0];
        const value = entries[i][1];
        const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(newlines(name))}"`;
        if (typeof value === 'string') {
          text(`${head}\r\n\r\n${newlines(value)}\r\n`);
        } else {
          const type = nano.blobs.typeOf(value) || 'application/octet-stream';
          text(`${head}; filename="${quoted(nano.blobs.nameOf(value))}"\r\nContent-Type: ${type}\r\n\r\n`);
          bytes(nano.blobs.bytesOf(value));
          text('\r\n');
        }
      }
      text(`--${boundary}--\r\n`);
      return { __proto__: null, bytes: nano.bytes.concat(chunks, length), type: `multipart/form-data; boundary=${boundary}` };
    },

    // The FormData of a body.
    decode(bytes, mimeType) {
      const end = StringPrototypeIndexOf(mimeType, ';');
      const essence = StringPrototypeSlice(mimeType, 0, end < 0 ? mimeType.length : end);
      const type = StringPrototypeToLowerCase(StringPrototypeTrim(essence));
      if (type !== 'application/x-www-form-urlencoded') {
        throw new TypeError(`content-type: ${type === '' ? 'none' : short(type)} (expected: application/x-www-form-urlencoded)`);
      }
      const form = new FormData();
      const list = nano.urlSearchParams.parse(nano.bytes.utf8Text(bytes));
      const entries = entriesOf(form);
      for (let i = 0; i < list.length; i += 2) add(entries, [list[i], list[i + 1]]);
      return form;
    },
  };
  nano.FormData = FormData;
}
