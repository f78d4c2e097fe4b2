// https://url.spec.whatwg.org/#interface-urlsearchparams
//
// The list is one flat array of names and values. Java takes the text apart and encodes it.
(nano) => {
  'use strict';
  const {
    TypeError,
    ArrayPrototypeSort,
    IteratorPrototype,
    ObjectCreate,
    ReflectApply,
    ReflectDefineProperty,
    ReflectGetOwnPropertyDescriptor,
    ReflectOwnKeys,
    StringPrototypeCharCodeAt,
    StringPrototypeIncludes,
    StringPrototypeIndexOf,
    StringPrototypeSlice,
    StringPrototypeStartsWith,
    SymbolIterator,
    SymbolToStringTag,
    asList,
    copyList,
    listFrom,
    newList,
    toArray,
  } = nano.primordials;
  const { needArguments, usvString, isObject, illegal } = nano.convert;
  const urls = nano.host.url;
  const kList = nano.symbol('urlSearchParams.list');
  const kUrl = nano.symbol('urlSearchParams.url');

  // Long text goes piece by piece, so that what Java makes of it is small beside what is counted as the app's memory.
  const MAX_PIECE = 1 << 16;

  const fromJava = (...namesAndValues) => asList(namesAndValues);
  const parse = (text) => {
    if (text === '') return newList();
    if (text.length <= MAX_PIECE) return urls.parseForm(text, fromJava);
    const list = newList();
    for (let start = 0; start < text.length; ) {
      const and = StringPrototypeIndexOf(text, '&', start + MAX_PIECE);
      const end = and < 0 ? text.length : and;
      const piece = urls.parseForm(StringPrototypeSlice(text, start, end), fromJava);
      for (let i = 0; i < piece.length; i++) list[list.length] = piece[i];
      start = end + 1;
    }
    return list;
  };

  const encode = (text) => {
    if (text.length <= MAX_PIECE) return urls.encodeForm(text);
    let encoded = '';
    for (let start = 0; start < text.length; ) {
      const splitsPair = (StringPrototypeCharCodeAt(text, start + MAX_PIECE - 1) & 0xfc00) === 0xd800;
      const end = start + MAX_PIECE - (splitsPair ? 1 : 0);
      encoded += urls.encodeForm(StringPrototypeSlice(text, start, end));
      start = end;
    }
    return encoded;
  };

  const serialize = (list) => {
    let text = '';
    for (let i = 0; i < list.length; i += 2) {
      if (i > 0) text += '&';
      text += encode(list[i]) + '=' + encode(list[i + 1]);
    }
    return text;
  };

  const withoutMark = (text) => (StringPrototypeStartsWith(text, '?') ? StringPrototypeSlice(text, 1) : text);

  const fromSequence = (init, iterator) => {
    const list = newList();
    for (const entry of { __proto__: null, [SymbolIterator]: () => ReflectApply(iterator, init, []) }) {
      if (!isObject(entry)) throw new TypeError('URLSearchParams: an entry is not a [name, value] pair');
      const pair = listFrom(entry);
      if (pair.length !== 2) throw new TypeError(`URLSearchParams: an entry has ${pair.length} items (expected: 2)`);
      const name = usvString(pair[0]);
      add(list, name, usvString(pair[1]));
    }
    return list;
  };

  const fromRecord = (init) => {
    const list = newList();
    const keys = ReflectOwnKeys(init);
    for (let i = 0; i < keys.length; i++) {
      const slot = ReflectGetOwnPropertyDescriptor(init, keys[i]);
      if (slot !== undefined && slot.enumerable) {
        const name = usvString(keys[i]);
        const value = usvString(init[keys[i]]);
        // Different keys are one name when lone surrogates are all they differ in; the last value wins.
        const same = StringPrototypeIncludes(name, '\ufffd') ? indexOf(list, name, 0) : -1;
        if (same < 0) add(list, name, value);
        else list[same + 1] = value;
      }
    }
    return list;
  };

  const initialList = (init) => {
    if (!isObject(init)) return parse(withoutMark(usvString(init)));
    const iterator = init[SymbolIterator];
    if (iterator === undefined || iterator === null) return fromRecord(init);
    if (init[kList] !== undefined && iterator === ownEntries) return copyList(init[kList]);
    if (typeof iterator !== 'function') throw new TypeError('URLSearchParams: the initial value is not iterable');
    return fromSequence(init, iterator);
  };

  const listOf = (params) => {
    // An app may call these methods on anything.
    const list = params === undefined || params === null ? undefined : params[kList];
    if (list === undefined) throw illegal();
    return list;
  };

  const add = (list, name, value) => {
    const end = list.length;
    list[end] = name;
    list[end + 1] = value;
  };

  const indexOf = (list, name, from) => {
    for (let i = from; i < list.length; i += 2) if (list[i] === name) return i;
    return -1;
  };

  const has = (list, name, value) => {
    let i = indexOf(list, name, 0);
    while (i >= 0 && value !== undefined && list[i + 1] !== value) i = indexOf(list, name, i + 2);
    return i >= 0;
  };

  // From an index on; with any value, if undefined.
  const remove = (list, name, value, from) => {
    let to = from;
    for (let i = from; i < list.length; i += 2) {
      if (list[i] !== name || (value !== undefined && list[i + 1] !== value)) {
        list[to] = list[i];
        list[to + 1] = list[i + 1];
        to += 2;
      }
    }
    list.length = to;
  };

  const update = (params) => {
    if (params[kUrl] !== null) nano.urls.replaceQuery(params[kUrl], serialize(params[kList]));
  };

  const optional = (value) => (value === undefined ? undefined : usvString(value));

  class URLSearchParams {
    constructor(init = '') {
      this[kList] = initialList(init);
      this[kUrl] = null;
    }

    get size() {
      return listOf(this).length / 2;
    }

    append(name, value) {
      listOf(this);
      needArguments(arguments.length, 2, 'URLSearchParams.append');
      name = usvString(name);
      value = usvString(value);
      add(this[kList], name, value);
      update(this);
    }

    delete(name, value = undefined) {
      listOf(this);
      needArguments(arguments.length, 1, 'URLSearchParams.delete');
      name = usvString(name);
      value = optional(value);
      remove(this[kList], name, value, 0);
      update(this);
    }

    get(name) {
      listOf(this);
      needArguments(arguments.length, 1, 'URLSearchParams.get');
      name = usvString(name);
      const list = this[kList];
      const i = indexOf(list, name, 0);
      return i < 0 ? null : list[i + 1];
    }

    getAll(name) {
      listOf(this);
      needArguments(arguments.length, 1, 'URLSearchParams.getAll');
      name = usvString(name);
      const list = this[kList];
      const values = newList();
      for (let i = indexOf(list, name, 0); i >= 0; i = indexOf(list, name, i + 2)) values[values.length] = list[i + 1];
      return toArray(values);
    }

    has(name, value = undefined) {
      listOf(this);
      needArguments(arguments.length, 1, 'URLSearchParams.has');
      name = usvString(name);
      value = optional(value);
      return has(this[kList], name, value);
    }

    set(name, value) {
      listOf(this);
      needArguments(arguments.length, 2, 'URLSearchParams.set');
      name = usvString(name);
      value = usvString(value);
      const list = this[kList];
      const i = indexOf(list, name, 0);
      if (i < 0) {
        add(list, name, value);
      } else {
        list[i + 1] = value;
        remove(list, name, undefined, i + 2);
      }
      update(this);
    }

    sort() {
      const list = listOf(this);
      const pairs = newList();
      for (let i = 0; i < list.length; i += 2) pairs[pairs.length] = [list[i], list[i + 1]];
      // By code units, and stable.
      ArrayPrototypeSort(pairs, (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      const sorted = newList();
      for (let i = 0; i < pairs.length; i++) add(sorted, pairs[i][0], pairs[i][1]);
      this[kList] = sorted;
      update(this);
    }

    forEach(callback, thisArgument = undefined) {
      listOf(this);
      needArguments(arguments.length, 1, 'URLSearchParams.forEach');
      if (typeof callback !== 'function') throw new TypeError('URLSearchParams.forEach: the callback is not a function');
      for (let i = 0; i < this[kList].length; i += 2) {
        ReflectApply(callback, thisArgument, [this[kList][i + 1], this[kList][i], this]);
      }
    }

    entries() {
      return iterate(this, 2);
    }

    keys() {
      return iterate(this, 0);
    }

    values() {
      return iterate(this, 1);
    }

    toString() {
      return serialize(listOf(this));
    }
  }
  nano.finish(URLSearchParams);
  const { prototype } = URLSearchParams;
  const ownEntries = prototype.entries;
  nano.slots(prototype, [kList, kUrl]);
  ReflectDefineProperty(prototype, SymbolIterator, { __proto__: null, value: ownEntries, writable: true, configurable: true });
  ReflectDefineProperty(prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const list = listOf(this);
      const pairs = newList();
      for (let i = 0; i < list.length; i += 2) pairs[pairs.length] = [list[i], list[i + 1]];
      return toArray(pairs);
    },
  });

  // An iterator looks at the list anew at each step, so it sees changes made meanwhile.
  const kTarget = nano.symbol('urlSearchParams.iterator.target');
  const kWhat = nano.symbol('urlSearchParams.iterator.what');
  const kNext = nano.symbol('urlSearchParams.iterator.next');
  const iteratorPrototype = ObjectCreate(IteratorPrototype, {
    __proto__: null,
    next: {
      __proto__: null,
      value: function next() {
        if (this === undefined || this === null || this[kTarget] === undefined) throw illegal();
        const list = this[kTarget][kList];
        const index = this[kNext];
        if (index >= list.length) return { value: undefined, done: true };
        this[kNext] = index + 2;
        const what = this[kWhat];
        return { value: what === 2 ? [list[index], list[index + 1]] : list[index + what], done: false };
      },
      writable: true,
      enumerable: true,
      configurable: true,
    },
    [SymbolToStringTag]: { __proto__: null, value: 'URLSearchParams Iterator', configurable: true },
  });
  nano.slots(iteratorPrototype, [kTarget, kWhat, kNext]);
  const iterate = (params, what) => {
    listOf(params);
    const iterator = ObjectCreate(iteratorPrototype);
    iterator[kTarget] = params;
    iterator[kWhat] = what;
    iterator[kNext] = 0;
    return iterator;
  };

  // What the other files need.
  nano.urlSearchParams = {
    kList,
    parse,
    serialize,
    textOf: (params) => serialize(listOf(params)),
    reset(params, query) {
      params[kList] = parse(withoutMark(query));
    },
  };
  nano.URLSearchParams = URLSearchParams;
}
