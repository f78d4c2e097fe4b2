// https://fetch.spec.whatwg.org/#headers-class
//
// The list is one flat array of lower-case names and values in the order they came: a scan of a dozen strings beats a Map.
// State lives under engine-wide symbols, not in private fields, so that all contexts share the shapes (see bootstrap.js).
(nano) => {
  'use strict';
  const { byteString, needArguments, illegal } = nano.convert;
  const kList = nano.symbol('headers.list');
  const kGuard = nano.symbol('headers.guard');
  const kSorted = nano.symbol('headers.sorted');
  const NONE = 0;
  const IMMUTABLE = 1;

  const notLowerToken = /[^!#-'*+\-.0-9^_`a-z|~]/;
  const notToken = /[^!#-'*+\-.0-9A-Z^_`a-z|~]/;
  const badValue = /[\0\r\n]/;
  const outerSpace = /^[\t\r\n ]+|[\t\r\n ]+$/g;
  const { propertyIsEnumerable } = Object.prototype;

  const nameOf = (value) => {
    const name = typeof value === 'string' ? value : `${value}`;
    if (name !== '' && !notLowerToken.test(name)) return name;
    if (name === '' || notToken.test(name)) {
      byteString(name);
      throw new TypeError(`${JSON.stringify(name.slice(0, 64))} is not a valid header name`);
    }
    return name.toLowerCase();
  };

  const valueOf = (value) => {
    let text = byteString(value);
    const last = text.length - 1;
    if (last >= 0 && (text.charCodeAt(0) <= 32 || text.charCodeAt(last) <= 32)) text = text.replace(outerSpace, '');
    if (badValue.test(text)) throw new TypeError('a header value must not contain NUL, CR or LF');
    return text;
  };

  const listOf = (headers) => {
    // An app may call these methods on anything.
    const list = headers === undefined || headers === null ? undefined : headers[kList];
    if (list === undefined) throw illegal();
    return list;
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

  const set = (list, name, value) => {
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) {
        list[i + 1] = value;
        remove(list, name, i + 2);
        return;
      }
    }
    list.push(name, value);
  };

  const fill = (list, init) => {
    if ((typeof init !== 'object' && typeof init !== 'function') || init === null) {
      throw new TypeError('Headers: the initial value is not an object or a sequence');
    }
    const iterator = init[Symbol.iterator];
    if (iterator === undefined || iterator === null) {
      const keys = Reflect.ownKeys(init);
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i];
        if (propertyIsEnumerable.call(init, key)) {
          if (typeof key === 'symbol') throw new TypeError('Headers: a symbol is not a valid header name');
          const name = byteString(key);
          const value = byteString(init[key]);
          list.push(nameOf(name), valueOf(value));
        }
      }
    } else if (init[kList] !== undefined && iterator === Headers.prototype[Symbol.iterator]) {
      const other = init[kList];
      for (let i = 0; i < other.length; i++) list.push(other[i]);
    } else {
      for (const entry of { [Symbol.iterator]: () => iterator.call(init) }) {
        if ((typeof entry !== 'object' && typeof entry !== 'function') || entry === null) {
          throw new TypeError('Headers: an entry is not a [name, value] pair');
        }
        const pair = [...entry];
        if (pair.length !== 2) throw new TypeError(`Headers: an entry has ${pair.length} items (expected: 2)`);
        list.push(nameOf(byteString(pair[0])), valueOf(pair[1]));
      }
    }
  };

  // Sorted by name, equal names combined, except set-cookie, as iteration shows them: [[name, value], ...].
  const sorted = (headers) => {
    if (headers[kSorted] !== null) return headers[kSorted];
    const list = listOf(headers);
    const names = [];
    for (let i = 0; i < list.length; i += 2) if (!names.includes(list[i])) names.push(list[i]);
    names.sort();
    const entries = [];
    for (const name of names) {
      if (name === 'set-cookie') {
        for (let i = 0; i < list.length; i += 2) if (list[i] === name) entries.push([name, list[i + 1]]);
      } else {
        entries.push([name, find(list, name)]);
      }
    }
    headers[kSorted] = entries;
    return entries;
  };

  class Headers {
    constructor(init = undefined) {
      this[kList] = [];
      this[kGuard] = NONE;
      this[kSorted] = null;
      if (init !== undefined) fill(this[kList], init);
    }

    append(name, value) {
      needArguments(arguments.length, 2, 'Headers.append');
      listOf(this);
      name = nameOf(name);
      value = valueOf(value);
      changing(this).push(name, value);
    }

    delete(name) {
      needArguments(arguments.length, 1, 'Headers.delete');
      listOf(this);
      name = nameOf(name);
      remove(changing(this), name, 0);
    }

    get(name) {
      needArguments(arguments.length, 1, 'Headers.get');
      return find(listOf(this), nameOf(name));
    }

    getSetCookie() {
      const list = listOf(this);
      const cookies = [];
      for (let i = 0; i < list.length; i += 2) if (list[i] === 'set-cookie') cookies.push(list[i + 1]);
      return cookies;
    }

    has(name) {
      needArguments(arguments.length, 1, 'Headers.has');
      return find(listOf(this), nameOf(name)) !== null;
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
        const [name, value] = sorted(this)[i];
        callback.call(thisArgument, value, name, this);
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
  Object.defineProperty(Headers.prototype, Symbol.iterator, {
    value: Headers.prototype.entries,
    writable: true,
    configurable: true,
  });

  // The iterator looks at the headers anew at each step, so it sees changes made meanwhile.
  const kTarget = nano.symbol('headers.iterator.target');
  const kWhat = nano.symbol('headers.iterator.what');
  const kNext = nano.symbol('headers.iterator.next');
  const iteratorPrototype = Object.create(Iterator.prototype, {
    next: {
      value: function next() {
        if (this === undefined || this === null || this[kTarget] === undefined) throw illegal();
        const entries = sorted(this[kTarget]);
        const index = this[kNext];
        if (index >= entries.length) return { value: undefined, done: true };
        this[kNext] = index + 1;
        const [name, value] = entries[index];
        return { value: this[kWhat] === 0 ? name : this[kWhat] === 1 ? value : [name, value], done: false };
      },
      writable: true,
      enumerable: true,
      configurable: true,
    },
    [Symbol.toStringTag]: { value: 'Headers Iterator', configurable: true },
  });
  const iterate = (headers, what) => {
    const iterator = Object.create(iteratorPrototype);
    iterator[kTarget] = headers;
    iterator[kWhat] = what;
    iterator[kNext] = 0;
    return iterator;
  };

  // What the other files need. Lists cross to Java and back as one string: names and values, each followed by a newline.
  Object.defineProperty(Headers.prototype, nano.symbol('inspect'), {
    value() {
      return Object.fromEntries(sorted(this));
    },
  });
  nano.headers = {
    kList,
    find,
    set,
    fromHost(text) {
      const headers = new Headers();
      if (text !== '') headers[kList] = text.split('\n');
      headers[kGuard] = IMMUTABLE;
      return headers;
    },
    // A changeable copy.
    copy(headers) {
      const copy = new Headers();
      copy[kList] = headers[kList].slice();
      return copy;
    },
    freeze(headers) {
      headers[kGuard] = IMMUTABLE;
      return headers;
    },
    // For the platform's own constants: not checked.
    append(headers, name, value) {
      headers[kList].push(name, value);
    },
    toHost: (headers) => headers[kList].join('\n'),
    isHeaders: (value) => typeof value === 'object' && value !== null && value[kList] !== undefined,
  };
  nano.Headers = Headers;
}
