// Values as text for the log, in the manner of Node's util.inspect and util.format.
//
// A text is bounded while it is made: a value that is small for an app (a deep graph, a long key, a string of newlines in
// nested objects) can be shown in a text that is a thousand times as large, and what Java holds of it counts for no app.
(nano) => {
  'use strict';
  const {
    ArrayBuffer,
    ArrayBufferIsView,
    ArrayBufferPrototypeGetByteLength,
    ArrayIsArray,
    ArrayPrototypeJoin,
    BigIntPrototypeValueOf,
    BooleanPrototypeValueOf,
    Date,
    DatePrototypeGetTime,
    DatePrototypeToISOString,
    Error,
    ErrorPrototypeToString,
    FunctionPrototypeSymbolHasInstance: isInstance,
    FunctionPrototypeToString,
    JSONStringify,
    Map,
    MapIteratorPrototypeNext,
    MapPrototypeEntries,
    MapPrototypeGetSize,
    Number,
    NumberIsNaN,
    NumberPrototypeToString,
    NumberPrototypeValueOf,
    MathMax,
    MathMin,
    ObjectGetPrototypeOf,
    ObjectIs,
    ObjectPrototypePropertyIsEnumerable,
    ReflectApply,
    ReflectGetOwnPropertyDescriptor,
    ReflectOwnKeys,
    RegExpPrototypeExec,
    RegExpPrototypeToString,
    Set,
    SetIteratorPrototypeNext,
    SetPrototypeGetSize,
    SetPrototypeValues,
    StringPrototypeCharCodeAt,
    StringPrototypeIncludes,
    StringPrototypeIndexOf,
    StringPrototypePadStart,
    StringPrototypeRepeat,
    StringPrototypeSlice,
    StringPrototypeStartsWith,
    StringPrototypeToUpperCase,
    StringPrototypeValueOf,
    SymbolPrototypeToString,
    SymbolPrototypeValueOf,
    SymbolToStringTag,
    TypedArrayPrototypeGetLength,
    TypedArrayPrototypeGetSymbolToStringTag,
    Uint8Array,
    WeakMap,
    WeakSet,
    newList,
    parseFloat,
    parseInt,
    replaceAll,
  } = nano.primordials;
  const kInspect = nano.symbol('inspect');
  // Characters of one text, and of a part of it.
  const MAX_TEXT = 65_536;
  const MAX_STRING = 10_000;
  // A text that ends with a note of what was cut is not cut again for that.
  const NOTE = 64;
  const MAX_NAME = 256;
  const MAX_ITEMS = 100;
  const MAX_HOLES = 100_000;
  const MAX_DEPTH = 50;
  const MAX_BIGINT = 2n ** 4096n;
  const LINE = 76;
  const plainKey = /^[A-Za-z_$][\w$]*$/;
  const index = /^(0|[1-9]\d{0,9})$/;
  const special = /[\x00-\x1f\x7f\\']/;
  const functionKind = /^(Async|Generator|AsyncGenerator)Function$/;
  const escapes = {
    __proto__: null,
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
    '\\': '\\\\',
    "'": "\\'",
  };
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

  const cut = (text, length) =>
    text.length <= length + NOTE
      ? text
      : `${StringPrototypeSlice(text, 0, length)}... ${text.length - length} more characters`;
  const cutName = (text) => cut(text, MAX_NAME);

  // With a margin before each line but the first. What would be longer than `length` is left out.
  const indented = (text, margin, length) => {
    text = cut(text, length);
    if (margin === '') return text;
    let shown = '';
    let start = 0;
    for (;;) {
      const end = StringPrototypeIndexOf(text, '\n', start);
      if (end < 0) return shown + StringPrototypeSlice(text, start);
      shown += `${StringPrototypeSlice(text, start, end)}\n${margin}`;
      start = end + 1;
      if (shown.length + text.length - start > length) {
        return `${shown}... ${text.length - start} more characters`;
      }
    }
  };

  const hex = (code) => StringPrototypePadStart(NumberPrototypeToString(code, 16), 2, '0');

  const escaped = (text, mark) => {
    if (RegExpPrototypeExec(special, text) === null) return text;
    let shown = '';
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      const code = StringPrototypeCharCodeAt(text, i);
      if (code >= 0x20 && code !== 0x7f && c !== '\\' && (c !== "'" || mark !== "'")) shown += c;
      else shown += escapes[c] ?? `\\x${StringPrototypeToUpperCase(hex(code))}`;
    }
    return shown;
  };

  const quote = (text) => {
    let rest = '';
    if (text.length > MAX_STRING) {
      rest = `... ${text.length - MAX_STRING} more characters`;
      text = StringPrototypeSlice(text, 0, MAX_STRING);
    }
    const mark = !StringPrototypeIncludes(text, "'")
      ? "'"
      : !StringPrototypeIncludes(text, '"')
        ? '"'
        : !StringPrototypeIncludes(text, '`')
          ? '`'
          : "'";
    return mark + escaped(text, mark) + mark + rest;
  };

  const primitive = (value, top) => {
    switch (typeof value) {
      case 'string':
        return top ? cut(value, MAX_TEXT) : quote(value);
      case 'bigint':
        // Its text takes time with the square of its size, and cannot be interrupted.
        return value > MAX_BIGINT || value < -MAX_BIGINT ? '[BigInt of more than 4096 bits]' : `${value}n`;
      case 'symbol':
        return cutName(SymbolPrototypeToString(value));
      default:
        return ObjectIs(value, -0) ? '-0' : `${value}`;
    }
  };

  const constructorName = (value) => {
    let o = value;
    for (let depth = 0; o !== null && depth < 1000; depth++) {
      const slot = ReflectGetOwnPropertyDescriptor(o, 'constructor');
      const constructor = slot === undefined ? undefined : (slot.value ?? constructorBehind(slot, value));
      if (typeof constructor === 'function') {
        const { name } = constructor;
        if (typeof name === 'string' && name !== '') return cutName(name);
      }
      o = ObjectGetPrototypeOf(o);
    }
    return null;
  };
  // That of Promise.prototype is an accessor (primordials.js).
  const constructorBehind = (slot, value) =>
    isInstance(nano.primordials.Promise, value) && slot.configurable === false ? nano.primordials.Promise : undefined;

  const nameOf = (callable) => {
    const { name } = callable;
    return typeof name === 'string' ? cutName(name) : '';
  };

  const functionText = (value, name) => {
    let source = '';
    try {
      source = FunctionPrototypeToString(value);
    } catch {
      // A callable that is no function of this language.
    }
    const own = nameOf(value);
    if (StringPrototypeStartsWith(source, 'class')) {
      const base = ObjectGetPrototypeOf(value);
      const parent = typeof base === 'function' ? nameOf(base) : '';
      return `[class ${own || '(anonymous)'}${parent === '' ? '' : ` extends ${parent}`}]`;
    }
    const kind = name !== null && RegExpPrototypeExec(functionKind, name) !== null ? name : 'Function';
    return own === '' ? `[${kind} (anonymous)]` : `[${kind}: ${own}]`;
  };

  const errorText = (error, state) => {
    const { stack } = error;
    let text = typeof stack === 'string' && stack !== '' ? cut(stack, state.run.left) : `[${errorHead(error)}]`;
    // The stack was taken when the error was made; name and message may have changed since.
    const { message } = error;
    if (typeof message === 'string' && message !== '') {
      const start = StringPrototypeSlice(message, 0, MAX_STRING);
      if (!StringPrototypeIncludes(text, start)) text = `${cut(`${error.name}`, MAX_NAME)}: ${cut(message, MAX_STRING)}\n${text}`;
    }
    return indented(text, StringPrototypeRepeat(' ', state.indent), state.run.left);
  };
  const errorHead = (error) => cut(ErrorPrototypeToString(error), MAX_STRING);

  const tag = (value, name, plain) => {
    const prefix = name === null ? `[${plain}: null prototype]` : name === plain ? '' : name;
    let stringTag;
    try {
      stringTag = value[SymbolToStringTag];
    } catch {
      // A getter that throws says nothing.
    }
    if (typeof stringTag !== 'string' || stringTag === '' || stringTag === name) return prefix;
    return prefix === '' ? `[${cutName(stringTag)}]` : `${prefix} [${cutName(stringTag)}]`;
  };

  const more = (count, what = 'item') => `... ${count} more ${what}${count === 1 ? '' : 's'}`;

  // Counts the text of a part; nothing is added once there is no room.
  const spend = (state, text) => {
    state.run.left -= text.length + 2;
    return text;
  };
  const hasRoom = (state) => state.run.left > 0;

  const propertyText = (value, key, state, isArrayItem) => {
    const slot = ReflectGetOwnPropertyDescriptor(value, key);
    let text;
    if (slot === undefined) text = 'undefined';
    else if (slot.get !== undefined) text = slot.set !== undefined ? '[Getter/Setter]' : '[Getter]';
    else if (slot.set !== undefined) text = '[Setter]';
    else text = nested(slot.value, state);
    if (isArrayItem) return text;
    return `${spend(state, keyText(key))}: ${text}`;
  };
  const keyText = (key) => {
    if (typeof key === 'symbol') return `[${cutName(SymbolPrototypeToString(key))}]`;
    const name = key.length > MAX_NAME ? StringPrototypeSlice(key, 0, MAX_NAME) : key;
    const shown = RegExpPrototypeExec(plainKey, name) !== null ? name : quote(name);
    return name === key ? shown : `${shown}... ${key.length - MAX_NAME} more characters`;
  };

  // The parts inside the brackets, for values that have them: `next` gives the text of one more, undefined after the last.
  const list = (count, state, next) => {
    const parts = newList();
    let shown = 0;
    while (shown < MAX_ITEMS && hasRoom(state)) {
      const part = next();
      if (part === undefined) return parts;
      parts[parts.length] = part;
      shown++;
    }
    if (count > shown) parts[parts.length] = more(count - shown);
    return parts;
  };

  const arrayParts = (value, state) => {
    const { length } = value;
    let i = 0;
    const parts = list(length, state, () => {
      if (i >= length) return undefined;
      if (i in value) return propertyText(value, `${i++}`, state, true);
      const start = i;
      while (i < length && state.run.holes > 0 && !(i in value)) {
        i++;
        state.run.holes--;
      }
      if (i === start) {
        i = length;
        return spend(state, `<${length - start} items, most of them empty>`);
      }
      return spend(state, `<${i - start} empty item${i - start === 1 ? '' : 's'}>`);
    });
    return parts;
  };

  const viewParts = (value, length, state) => {
    let i = 0;
    return list(length, state, () => (i < length ? spend(state, primitive(value[i++], false)) : undefined));
  };

  const entryParts = (value, size, state) => {
    const entries = MapPrototypeEntries(value);
    return list(size, state, () => {
      const step = MapIteratorPrototypeNext(entries);
      return step.done ? undefined : `${nested(step.value[0], state)} => ${nested(step.value[1], state)}`;
    });
  };

  const itemParts = (value, size, state) => {
    const items = SetPrototypeValues(value);
    return list(size, state, () => {
      const step = SetIteratorPrototypeNext(items);
      return step.done ? undefined : nested(step.value, state);
    });
  };

  const isIndex = (key) => RegExpPrototypeExec(index, key) !== null;

  const bytesText = (buffer) => {
    const view = new Uint8Array(buffer);
    const length = TypedArrayPrototypeGetLength(view);
    let shown = '';
    for (let i = 0; i < length && i < 50; i++) shown += i === 0 ? hex(view[i]) : ` ${hex(view[i])}`;
    return length > 50 ? `${shown} ${more(length - 50, 'byte')}` : shown;
  };

  const sizeOf = (getter, value) => {
    try {
      return getter(value);
    } catch {
      return undefined;
    }
  };

  const shapeOf = (open, close, parts, skip, leaf) => ({ __proto__: null, open, close, parts, skip, leaf });

  // { open, parts, close, skip, leaf } of an object; `leaf` stands for the object when it has no own properties, and `skip`
  // tells which of its keys are shown otherwise.
  const shape = (value, name, state) => {
    if (ArrayIsArray(value)) {
      const prefix = name === 'Array' ? '' : `${name ?? '[Array: null prototype]'}(${value.length}) `;
      return shapeOf(`${prefix}[`, ']', arrayParts(value, state), isIndex);
    }
    if (ArrayBufferIsView(value) && TypedArrayPrototypeGetSymbolToStringTag(value) !== undefined) {
      const length = TypedArrayPrototypeGetLength(value);
      return shapeOf(`${name}(${length}) [`, ']', viewParts(value, length, state), isIndex);
    }
    const mapSize = isInstance(Map, value) ? sizeOf(MapPrototypeGetSize, value) : undefined;
    if (mapSize !== undefined) {
      return shapeOf(`${name ?? '[Map: null prototype]'}(${mapSize}) {`, '}', entryParts(value, mapSize, state));
    }
    const setSize = isInstance(Set, value) ? sizeOf(SetPrototypeGetSize, value) : undefined;
    if (setSize !== undefined) {
      return shapeOf(`${name ?? '[Set: null prototype]'}(${setSize}) {`, '}', itemParts(value, setSize, state));
    }
    if (isInstance(ArrayBuffer, value) && nano.bytes.isArrayBuffer(value)) {
      const parts = newList();
      parts[0] = `[Uint8Contents]: <${bytesText(value)}>`;
      parts[1] = `byteLength: ${ArrayBufferPrototypeGetByteLength(value)}`;
      return shapeOf(`${name} {`, '}', parts);
    }
    const leaf = leafText(value, name, state);
    if (leaf !== undefined) return shapeOf(`{ ${leaf}`, '}', newList(), undefined, leaf);
    const prefix = tag(value, name, 'Object');
    return shapeOf(prefix === '' ? '{' : `${prefix} {`, '}', newList());
  };

  const WRAPPED = {
    __proto__: null,
    Number: NumberPrototypeValueOf,
    String: StringPrototypeValueOf,
    Boolean: BooleanPrototypeValueOf,
    BigInt: BigIntPrototypeValueOf,
    Symbol: SymbolPrototypeValueOf,
  };

  const leafText = (value, name, state) => {
    if (typeof value === 'function') return functionText(value, name);
    if (isError(value)) return errorText(value, state);
    if (isInstance(nano.primordials.RegExp, value)) return cut(RegExpPrototypeToString(value), MAX_STRING);
    const time = isInstance(Date, value) ? sizeOf(DatePrototypeGetTime, value) : undefined;
    if (time !== undefined) return NumberIsNaN(time) ? 'Invalid Date' : DatePrototypeToISOString(value);
    if (isInstance(WeakMap, value) || isInstance(WeakSet, value)) return `${name} { <items unknown> }`;
    for (const type in WRAPPED) {
      if (isInstance(nano.primordials[type], value)) {
        const inner = sizeOf(WRAPPED[type], value);
        if (inner !== undefined) return `[${type}: ${primitive(inner, false)}]`;
      }
    }
    return undefined;
  };
  const isError = (value) => isInstance(Error, value);

  const isShown = (value, key, skip, isOfError) => {
    if (nano.isInternal(key)) return false;
    if (skip !== undefined && typeof key === 'string' && skip(key)) return false;
    if (isOfError && (key === 'stack' || key === 'message')) return false;
    if (isOfError && (key === 'cause' || key === 'errors')) return true;
    return ObjectPrototypePropertyIsEnumerable(value, key);
  };

  const inner = (state, path, indent) => ({
    __proto__: null,
    depth: state.depth - 1,
    indent,
    path,
    run: state.run,
  });

  const nested = (value, state) => {
    if (!isObject(value)) return spend(state, primitive(value, false));
    if (!hasRoom(state)) return '...';
    return objectText(value, inner(state, state.path, state.indent + 2));
  };

  // `path` is the chain of objects from the outermost to the value.
  const isOnPath = (path, value) => {
    for (let link = path; link !== null; link = link.outer) if (link.value === value) return true;
    return false;
  };
  const circularIndex = (run, value) => {
    for (let i = 0; i < run.circular.length; i++) if (run.circular[i] === value) return i;
    return -1;
  };

  const objectText = (value, state) => {
    const { run } = state;
    if (isOnPath(state.path, value)) {
      let at = circularIndex(run, value);
      if (at < 0) {
        at = run.circular.length;
        run.circular[at] = value;
      }
      return spend(state, `[Circular *${at + 1}]`);
    }
    const name = constructorName(value);
    if (state.depth < 0 && typeof value !== 'function' && !isError(value)) {
      const leaf = leafText(value, name, state);
      return spend(state, leaf ?? (ArrayIsArray(value) ? '[Array]' : `[${tag(value, name, '') || 'Object'}]`));
    }
    const own = value[kInspect];
    if (typeof own === 'function') {
      const shown = ReflectApply(own, value, []);
      return `${spend(state, name ?? 'Object')} ${shownText(shown, state, { __proto__: null, value, outer: state.path })}`;
    }
    state = { __proto__: null, depth: state.depth, indent: state.indent, path: { __proto__: null, value, outer: state.path }, run };
    const text = bracketed(value, shape(value, name, state), state);
    const at = circularIndex(run, value);
    return at < 0 ? text : `<ref *${at + 1}> ${text}`;
  };
  // What an object of the platform's shows of itself: a plain object or an array.
  const shownText = (shown, state, path) => {
    const within = { __proto__: null, depth: state.depth, indent: state.indent, path, run: state.run };
    const brackets = ArrayIsArray(shown) ? shape(shown, 'Array', within) : shapeOf('{', '}', newList());
    return bracketed(shown, brackets, within);
  };

  const bracketed = (value, { open, parts, close, skip, leaf }, state) => {
    const isOfError = isError(value);
    const isString = isInstance(nano.primordials.String, value);
    const keys = ReflectOwnKeys(value);
    spend(state, open);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (!isShown(value, key, skip ?? (isString ? isIndex : undefined), isOfError)) continue;
      if (!hasRoom(state)) {
        parts[parts.length] = '...';
        break;
      }
      const isLabel = isOfError && (key === 'cause' || key === 'errors');
      const text = propertyText(value, key, state, isLabel);
      parts[parts.length] = isLabel ? `[${key}]: ${text}` : text;
    }
    if (leaf !== undefined && parts.length === 0) return leaf;
    return join(leaf === undefined ? open : `${leaf} {`, parts, close, state);
  };

  const join = (open, parts, close, state) => {
    if (parts.length === 0) return open + close;
    let length = open.length;
    let isFlat = !StringPrototypeIncludes(open, '\n');
    for (let i = 0; i < parts.length && isFlat; i++) {
      length += parts[i].length + 2;
      isFlat = length + state.indent <= LINE && !StringPrototypeIncludes(parts[i], '\n');
    }
    if (isFlat && length + state.indent <= LINE) return `${open} ${ArrayPrototypeJoin(parts, ', ')} ${close}`;
    const outer = StringPrototypeRepeat(' ', MathMax(state.indent, 0));
    // The margins count too: a wide value deep inside is mostly margin.
    state.run.left -= parts.length * (outer.length + 2);
    return `${open}\n${outer}  ${ArrayPrototypeJoin(parts, `,\n${outer}  `)}\n${outer}${close}`;
  };

  const newRun = (left) => ({ __proto__: null, left, holes: MAX_HOLES, circular: newList() });

  const inspectWithin = (value, depth, run) => {
    if (!isObject(value)) return primitive(value, false);
    const text = objectText(value, { __proto__: null, depth, indent: 0, path: null, run });
    return cut(text, MAX_TEXT);
  };

  const inspect = (value, options) => {
    const asked = options === undefined || options === null ? undefined : options.depth;
    const depth = asked === null || asked > MAX_DEPTH ? MAX_DEPTH : typeof asked === 'number' ? asked : 2;
    return inspectWithin(value, depth, newRun(MAX_TEXT));
  };

  const safely = (show, value) => {
    try {
      return show(value);
    } catch {
      // A proxy, a getter or a toString of the app's own that throws must not break its log line.
      return '[value that cannot be shown]';
    }
  };

  const directive = (letter, value, run) => {
    switch (letter) {
      case 's':
        if (!isObject(value)) return primitive(value, true);
        return safely((v) => inspectWithin(v, 0, run), value);
      case 'd':
        return typeof value === 'bigint' || typeof value === 'symbol'
          ? numberless(value)
          : typeof value === 'object'
            ? 'NaN'
            : safely((v) => `${Number(v)}`, value);
      case 'i':
        return typeof value === 'bigint' || typeof value === 'symbol'
          ? numberless(value)
          : typeof value === 'object'
            ? 'NaN'
            : safely((v) => `${parseInt(v, 10)}`, value);
      case 'f':
        return typeof value === 'symbol' ? 'NaN' : safely((v) => `${parseFloat(v)}`, value);
      case 'j':
        return safely((v) => cut(`${JSONStringify(v)}`, MAX_TEXT), value);
      case 'o':
      case 'O':
        return safely((v) => inspectWithin(v, 4, run), value);
      default:
        return ''; // %c: styles mean nothing here
    }
  };
  const numberless = (value) => (typeof value === 'bigint' ? primitive(value, false) : 'NaN');

  const DIRECTIVES = 'sdifjoOc%';
  const format = (args) => {
    const run = newRun(MAX_TEXT);
    const show = (value) => (typeof value === 'string' ? cut(value, MAX_TEXT) : safely((v) => inspectWithin(v, 2, run), value));
    let text = '';
    let next = 0;
    if (args.length > 1 && typeof args[0] === 'string') {
      const template = cut(args[0], MAX_TEXT);
      let start = 0;
      next = 1;
      for (;;) {
        const at = StringPrototypeIndexOf(template, '%', start);
        if (at < 0 || at + 1 >= template.length || text.length > MAX_TEXT) break;
        text += StringPrototypeSlice(template, start, at);
        const letter = template[at + 1];
        start = at + 2;
        if (letter === '%') text += '%';
        else if (StringPrototypeIncludes(DIRECTIVES, letter) && next < args.length) text += directive(letter, args[next++], run);
        else {
          text += '%';
          start = at + 1;
        }
      }
      text += StringPrototypeSlice(template, start);
    } else if (args.length > 0) {
      text = show(args[0]);
      next = 1;
    }
    for (; next < args.length; next++) {
      if (text.length > MAX_TEXT) {
        return `${StringPrototypeSlice(text, 0, MAX_TEXT)}... ${more(args.length - next, 'argument')}`;
      }
      run.left = MathMin(run.left, MAX_TEXT - text.length);
      text += ` ${show(args[next])}`;
    }
    return cut(text, MAX_TEXT);
  };

  nano.inspect = inspect;
  nano.format = format;
  nano.text = { MAX_TEXT, MAX_NAME, cut, indented, replaceAll };
}
