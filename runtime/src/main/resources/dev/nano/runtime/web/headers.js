// https://fetch.spec.whatwg.org/#headers-class
//
// The list is one flat array of lower-case names and values in the order they came: a scan of a dozen strings beats a Map.
// Headers that were made of an object stay the one string that Java takes until somebody reads or changes them; most never
// are.
// State lives under engine-wide symbols, not in private fields, so that all contexts share the shapes (see bootstrap.js).
(nano) => {
  'use strict';
  const {
    TypeError,
    ArrayPrototypeJoin,
    ArrayPrototypeSort,
    IteratorPrototype,
    ObjectCreate,
    ObjectPrototypePropertyIsEnumerable,
    ReflectApply,
    ReflectDefineProperty,
    ReflectOwnKeys,
    StringPrototypeIncludes,
    StringPrototypeStartsWith,
    SymbolIterator,
    SymbolToStringTag,
    copyList,
    listFrom,
    newList,
    split,
    toArray,
  } = nano.primordials;
  const { byteString, needArguments, illegal, quote } = nano.convert;
  const { host } = nano;
  const kList = nano.symbol('headers.list');
  const kLines = nano.symbol('headers.lines');
  const kSource = nano.symbol('headers.source');
  const kGuard = nano.symbol('headers.guard');
  const kSorted = nano.symbol('headers.sorted');
  const NONE = 0;
  const IMMUTABLE = 1;

  // Names and values are checked in Java: that is fast from the first call on, where a regular expression takes
  // thousands of calls to become so.
  const nameOf = (value) => {
    const text = typeof value === 'string' ? value : `${value}`;
    const name = host.headerName(text);
    if (name === null) throw new TypeError(`${quote(text, 64)} is not a valid header name`);
    return name;
  };

  const valueOf = (value) => {
    const text = typeof value === 'string' ? value : `${value}`;
    const checked = host.headerValue(text);
    if (checked === null) {
      byteString(text);
      throw new TypeError('a header value must not contain NUL, CR or LF');
    }
    return checked;
  };

  // The headers of the request at hand stay on the Java side until somebody wants more of them than get() and has().
  const listOf = (headers) => {
    // An app may call these methods on anything.
    const list = headers === undefined || headers === null ? undefined : headers[kList];
    if (list === undefined) throw illegal();
    if (list !== null) return list;
    const lines = headers[kSource] === null ? headers[kLines] : headers[kSource].headers();
    return (headers[kList] = lines === '' ? newList() : split(lines, '\n'));
  };

  const changing = (headers) => {
    const list = listOf(headers);
    if (headers[kGuard] === IMMUTABLE) throw new TypeError('these headers are immutable');
    headers[kSorted] = null;
    return list;
  };

  const find = (list, name) => {
    let found = null;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) found = found === null ? list[i + 1] : `${found}, ${list[i + 1]}`;
    }
    return found;
  };

  const get = (headers, name) => {
    if (headers !== undefined && headers !== null && headers[kList] === null && headers[kSource] !== null) {
      const value = headers[kSource].header(typeof name === 'string' ? name : `${name}`);
      if (value !== null) return value;
    }
    return find(listOf(headers), nameOf(name));
  };

  const remove = (list, name, from) => {
    let to = from;
    for (let i = from; i < list.length; i += 2) {
      if (list[i] !== name) {
        list[to] = list[i];
        list[to + 1] = list[i + 1];
        to += 2;
      }
    }
    list.length = to;
  };

  const add = (list, name, value) => {
    const end = list.length;
    list[end] = name;
    list[end + 1] = value;
  };

  const set = (list, name, value) => {
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) {
        list[i + 1] = value;
        remove(list, name, i + 2);
        return;
      }
    }
    add(list, name, value);
  };

  // Sets the lines or the list of new headers.
  const fill = (headers, init) => {
    if ((typeof init !== 'object' && typeof init !== 'function') || init === null) {
      throw new TypeError('Headers: the initial value is not an object or a sequence');
    }
    const iterator = init[SymbolIterator];
    if (iterator === undefined || iterator === null) fillFromRecord(headers, init);
    else headers[kList] = fromSequence(init, iterator);
  };

  const fillFromRecord = (headers, init) => {
    const keys = ReflectOwnKeys(init);
    let lines = '';
    let size = 0;
    let last = null;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (!ObjectPrototypePropertyIsEnumerable(init, key)) continue;
      if (typeof key === 'symbol') throw new TypeError('Headers: a symbol is not a valid header name');
      const given = init[key];
      const value = typeof given === 'string' ? given : `${given}`;
      last = { __proto__: null, name: key, value, before: last };
      size += 2;
      lines = lines === '' ? `${key}\n${value}` : `${lines}\n${key}\n${value}`;
    }
    const checked = host.headerLines(lines, size);
    if (checked === null) headers[kList] = checkedOneByOne(last, size);
    else headers[kLines] = checked;
  };

  const checkedOneByOne = (last, size) => {
    const list = newList();
    list.length = size;
    for (let entry = last, i = size; entry !== null; entry = entry.before) {
      list[--i] = entry.value;
      list[--i] = entry.name;
    }
    for (let i = 0; i < list.length; i += 2) {
      list[i] = nameOf(list[i]);
      list[i + 1] = valueOf(list[i + 1]);
    }
    return list;
  };

  const fromSequence = (init, iterator) => {
    if (init[kList] !== undefined && iterator === ownEntries) return copyList(listOf(init));
    const list = newList();
    for (const entry of { __proto__: null, [SymbolIterator]: () => ReflectApply(iterator, init, []) }) {
      if ((typeof entry !== 'object' && typeof entry !== 'function') || entry === null) {
        throw new TypeError('Headers: an entry is not a [name, value] pair');
      }
      const pair = listFrom(entry);
      if (pair.length !== 2) throw new TypeError(`Headers: an entry has ${pair.length} items (expected: 2)`);
      const name = nameOf(pair[0]);
      add(list, name, valueOf(pair[1]));
    }
    return list;
  };

  // Sorted by name, equal names combined, except set-cookie, as iteration shows them: [[name, value], ...].
  const sorted = (headers) => {
    if (headers[kSorted] !== null) return headers[kSorted];
    const list = listOf(headers);
    const names = newList();
    for (let i = 0; i < list.length; i += 2) names[names.length] = list[i];
    ArrayPrototypeSort(names);
    const entries = newList();
    for (let n = 0; n < names.length; n++) {
      const name = names[n];
      if (n > 0 && name === names[n - 1]) continue;
      if (name === 'set-cookie') {
        for (let i = 0; i < list.length; i += 2) if (list[i] === name) entries[entries.length] = [name, list[i + 1]];
      } else {
        entries[entries.length] = [name, find(list, name)];
      }
    }
    headers[kSorted] = entries;
    return entries;
  };

  class Headers {
    constructor(init = undefined) {
      this[kList] = null;
      this[kLines] = '';
      this[kSource] = null;
      this[kGuard] = NONE;
      this[kSorted] = null;
      if (init !== undefined) fill(this, init);
    }

    append(name, value) {
      needArguments(arguments.length, 2, 'Headers.append');
      listOf(this);
      name = nameOf(name);
      value = valueOf(value);
      add(changing(this), name, value);
    }

    delete(name) {
      needArguments(arguments.length, 1, 'Headers.delete');
      listOf(this);
      name = nameOf(name);
      remove(changing(this), name, 0);
    }

    get(name) {
      needArguments(arguments.length, 1, 'Headers.get');
      return get(this, name);
    }

    getSetCookie() {
      const list = listOf(this);
      const cookies = newList();
      for (let i = 0; i < list.length; i += 2) if (list[i] === 'set-cookie') cookies[cookies.length] = list[i + 1];
      return toArray(cookies);
    }

    has(name) {
      needArguments(arguments.length, 1, 'Headers.has');
      return get(this, name) !== null;
    }

    set(name, value) {
      needArguments(arguments.length, 2, 'Headers.set');
      listOf(this);
      name = nameOf(name);
      value = valueOf(value);
      set(changing(this), name, value);
    }

    forEach(callback, thisArgument = undefined) {
      listOf(this);
      if (typeof callback !== 'function') throw new TypeError('Headers.forEach: the callback is not a function');
      for (let i = 0; i < sorted(this).length; i++) {
        const entry = sorted(this)[i];
        ReflectApply(callback, thisArgument, [entry[1], entry[0], this]);
      }
    }

    entries() {
      listOf(this);
      return iterate(this, 2);
    }

    keys() {
      listOf(this);
      return iterate(this, 0);
    }

    values() {
      listOf(this);
      return iterate(this, 1);
    }
  }
  nano.finish(Headers);
  nano.slots(Headers.prototype, [kList, kLines, kSource, kGuard, kSorted]);
  const ownEntries = Headers.prototype.entries;
  ReflectDefineProperty(Headers.prototype, SymbolIterator, {
    __proto__: null,
    value: ownEntries,
    writable: true,
    configurable: true,
  });

  // The iterator looks at the headers anew at each step, so it sees changes made meanwhile.
  const kTarget = nano.symbol('headers.iterator.target');
  const kWhat = nano.symbol('headers.iterator.what');
  const kNext = nano.symbol('headers.iterator.next');
  const iteratorPrototype = ObjectCreate(IteratorPrototype, {
    __proto__: null,
    next: {
      __proto__: null,
      value: function next() {
        if (this === undefined || this === null || this[kTarget] === undefined) throw illegal();
        const entries = sorted(this[kTarget]);
        const index = this[kNext];
        if (index >= entries.length) return { value: undefined, done: true };
        this[kNext] = index + 1;
        const name = entries[index][0];
        const value = entries[index][1];
        return { value: this[kWhat] === 0 ? name : this[kWhat] === 1 ? value : [name, value], done: false };
      },
      writable: true,
      enumerable: true,
      configurable: true,
    },
    [SymbolToStringTag]: { __proto__: null, value: 'Headers Iterator', configurable: true },
  });
  nano.slots(iteratorPrototype, [kTarget, kWhat, kNext]);
  const iterate = (headers, what) => {
    const iterator = ObjectCreate(iteratorPrototype);
    iterator[kTarget] = headers;
    iterator[kWhat] = what;
    iterator[kNext] = 0;
    return iterator;
  };

  // What the other files need. Lists cross to Java and back as one string with newlines between names and values.
  ReflectDefineProperty(Headers.prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const shown = { __proto__: null };
      const entries = sorted(this);
      for (let i = 0; i < entries.length; i++) shown[entries[i][0]] = entries[i][1];
      return shown;
    },
  });
  nano.headers = {
    // The value of a header under its lower-case name, or null.
    find: (headers, name) =>
      headers[kList] === null && headers[kSource] !== null
        ? headers[kSource].header(name)
        : find(listOf(headers), name),
    // For names and values that need no check.
    append(headers, name, value) {
      add(listOf(headers), name, value);
    },
    // The same, unless there is one of that name.
    appendIfAbsent(headers, name, value) {
      // Splitting the lines into a list is too expensive for every plain response; only a value that equals the name needs it.
      const lines = headers[kList] === null ? headers[kLines] : '';
      if (lines !== '') {
        if (StringPrototypeStartsWith(lines, `${name}\n`)) return;
        if (!StringPrototypeIncludes(lines, `\n${name}\n`)) {
          headers[kLines] = `${lines}\n${name}\n${value}`;
          return;
        }
      }
      if (find(listOf(headers), name) === null) add(headers[kList], name, value);
    },
    set(headers, name, value) {
      set(listOf(headers), name, value);
    },
    remove(headers, name) {
      remove(listOf(headers), name, 0);
    },
    // Unchangeable, of something on the Java side with header(name) and headers().
    fromHost(source) {
      const headers = new Headers();
      headers[kSource] = source;
      headers[kGuard] = IMMUTABLE;
      return headers;
    },
    // Unchangeable, and nothing of it stays on the Java side, where it would not count as the app's memory.
    fromLines(lines) {
      const headers = new Headers();
      headers[kLines] = lines;
      headers[kGuard] = IMMUTABLE;
      return headers;
    },
    toHost: (headers) =>
      headers[kList] === null && headers[kSource] === null ? headers[kLines] : ArrayPrototypeJoin(listOf(headers), '\n'),
    // A changeable copy.
    copy(headers) {
      const copy = new Headers();
      copy[kList] = copyList(listOf(headers));
      return copy;
    },
    freeze(headers) {
      headers[kGuard] = IMMUTABLE;
      return headers;
    },
  };
  nano.Headers = Headers;
}
