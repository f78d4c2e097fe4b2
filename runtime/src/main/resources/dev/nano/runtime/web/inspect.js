// Values as text for the log, in the manner of Node's util.inspect and util.format.
(nano) => {
  'use strict';
  const kInspect = nano.symbol('inspect');
  const MAX_ITEMS = 100;
  const MAX_STRING = 10_000;
  const LINE = 76;
  const plainKey = /^[A-Za-z_$][\w$]*$/;
  const escapes = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\' };

  const quote = (text) => {
    let rest = '';
    if (text.length > MAX_STRING) {
      rest = `... ${text.length - MAX_STRING} more characters`;
      text = text.slice(0, MAX_STRING);
    }
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') ? '`' : "'";
    const escaped = text.replace(/[\x00-\x1f\x7f\\]/g, (c) => escapes[c] ?? `\\x${hex(c)}`);
    return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark + rest;
  };
  const hex = (c) => c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');

  const primitive = (value, top) => {
    switch (typeof value) {
      case 'string':
        return top ? value : quote(value);
      case 'bigint':
        return `${value}n`;
      case 'symbol':
        return value.toString();
      default:
        return Object.is(value, -0) ? '-0' : `${value}`;
    }
  };

  const constructorName = (value) => {
    for (let o = value; o !== null; o = Object.getPrototypeOf(o)) {
      const slot = Object.getOwnPropertyDescriptor(o, 'constructor');
      if (slot !== undefined && typeof slot.value === 'function' && slot.value.name !== '') return slot.value.name;
    }
    return null;
  };

  const functionText = (value, name) => {
    let source = '';
    try {
      source = Function.prototype.toString.call(value);
    } catch {
      // A callable that is no function of this language.
    }
    if (source.startsWith('class')) {
      const base = Object.getPrototypeOf(value);
      const parent = typeof base === 'function' && base.name ? ` extends ${base.name}` : '';
      return `[class ${value.name || '(anonymous)'}${parent}]`;
    }
    const kind = name !== null && /^(Async|Generator|AsyncGenerator)Function$/.test(name) ? name : 'Function';
    return value.name ? `[${kind}: ${value.name}]` : `[${kind} (anonymous)]`;
  };

  const errorText = (error, state) => {
    const { stack } = error;
    let text = typeof stack === 'string' && stack !== '' ? stack : `[${Error.prototype.toString.call(error)}]`;
    // The stack was taken when the error was made; name and message may have changed since.
    const head = `${error.name}: ${error.message}`;
    if (typeof error.message === 'string' && error.message !== '' && !text.includes(error.message)) {
      text = `${head}\n${text}`;
    }
    return state.indent === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(state.indent)}`);
  };

  const tag = (value, name, plain) => {
    const prefix = name === null ? `[${plain}: null prototype]` : name === plain ? '' : name;
    let stringTag;
    try {
      stringTag = value[Symbol.toStringTag];
    } catch {
      // A getter that throws says nothing.
    }
    const shown = typeof stringTag === 'string' && stringTag !== '' && stringTag !== name ? `[${stringTag}]` : '';
    return [prefix, shown].filter((part) => part !== '').join(' ');
  };

  const more = (count) => `... ${count} more item${count === 1 ? '' : 's'}`;

  const propertyText = (value, key, state, isArrayItem) => {
    const slot = Object.getOwnPropertyDescriptor(value, key);
    let text;
    if (slot === undefined) text = 'undefined';
    else if (slot.get !== undefined) text = slot.set !== undefined ? '[Getter/Setter]' : '[Getter]';
    else if (slot.set !== undefined) text = '[Setter]';
    else text = nested(slot.value, state);
    if (isArrayItem) return text;
    const name = typeof key === 'symbol' ? `[${key.toString()}]` : plainKey.test(key) ? key : quote(key);
    return `${name}: ${text}`;
  };

  // The parts inside the brackets, for values that have them.
  const list = (items, count, state) => {
    const parts = [];
    let i = 0;
    for (const item of items) {
      if (i++ === MAX_ITEMS) break;
      parts.push(item(state));
    }
    if (count > MAX_ITEMS) parts.push(more(count - MAX_ITEMS));
    return parts;
  };

  function* arrayItems(value) {
    for (let i = 0; i < value.length; i++) {
      if (i in value) {
        yield (state) => propertyText(value, `${i}`, state, true);
      } else {
        let end = i + 1;
        while (end < value.length && end - i < 1_000_000 && !(end in value)) end++;
        const holes = end - i;
        i = end - 1;
        yield () => `<${holes} empty item${holes === 1 ? '' : 's'}>`;
      }
    }
  }

  function* each(values, show) {
    for (const value of values) yield (state) => show(value, state);
  }

  const isIndex = (key) => /^(0|[1-9]\d{0,9})$/.test(key);

  const bytesText = (buffer) => {
    const view = new Uint8Array(buffer);
    const shown = Array.from(view.subarray(0, 50), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return view.length > 50 ? `${shown} ${more(view.length - 50).replace('item', 'byte')}` : shown;
  };

  // { open, parts, close, isLeaf } of an object; `isLeaf` text stands for the object when it has no own properties.
  const shape = (value, name, state) => {
    if (Array.isArray(value)) {
      const prefix = name === 'Array' ? '' : `${name ?? '[Array: null prototype]'}(${value.length}) `;
      return { open: `${prefix}[`, close: ']', parts: list(arrayItems(value), value.length, state), skip: isIndex };
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const parts = list(each(value, nested), value.length, state);
      return { open: `${name}(${value.length}) [`, close: ']', parts, skip: isIndex };
    }
    if (value instanceof Map) {
      const show = ([key, item], inner) => `${nested(key, inner)} => ${nested(item, inner)}`;
      const parts = list(each(Map.prototype.entries.call(value), show), value.size, state);
      return { open: `${name ?? '[Map: null prototype]'}(${value.size}) {`, close: '}', parts };
    }
    if (value instanceof Set) {
      const parts = list(each(Set.prototype.values.call(value), nested), value.size, state);
      return { open: `${name ?? '[Set: null prototype]'}(${value.size}) {`, close: '}', parts };
    }
    if (nano.bytes.isArrayBuffer(value)) {
      const parts = [`[Uint8Contents]: <${bytesText(value)}>`, `byteLength: ${value.byteLength}`];
      return { open: `${name} {`, close: '}', parts };
    }
    const leaf = leafText(value, name, state);
    if (leaf !== undefined) return { open: `{ ${leaf}`, close: '}', parts: [], leaf };
    const prefix = tag(value, name, 'Object');
    return { open: prefix === '' ? '{' : `${prefix} {`, close: '}', parts: [] };
  };

  const leafText = (value, name, state) => {
    if (typeof value === 'function') return functionText(value, name);
    if (value instanceof Error) return errorText(value, state);
    if (value instanceof RegExp) return RegExp.prototype.toString.call(value);
    if (value instanceof Date) {
      return Number.isNaN(Date.prototype.getTime.call(value)) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
    }
    for (const type of [Number, String, Boolean, BigInt, Symbol]) {
      if (value instanceof type) {
        const inner = type.prototype.valueOf.call(value);
        return `[${type.name}: ${primitive(inner, false)}]`;
      }
    }
    if (value instanceof WeakMap || value instanceof WeakSet) return `${name} { <items unknown> }`;
    return undefined;
  };

  const shownKeys = (value, skip) => {
    const isError = value instanceof Error;
    const keys = Reflect.ownKeys(value).filter((key) => {
      if (typeof key === 'symbol' && key.description?.startsWith('nano.')) return false;
      if (skip !== undefined && typeof key === 'string' && skip(key)) return false;
      if (isError && (key === 'stack' || key === 'message')) return false;
      if (isError && (key === 'cause' || key === 'errors')) return true;
      return Object.prototype.propertyIsEnumerable.call(value, key);
    });
    return value instanceof String ? keys.filter((key) => !isIndex(key)) : keys;
  };

  const nested = (value, state) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return primitive(value, false);
    return objectText(value, { ...state, depth: state.depth - 1, indent: state.indent + 2 });
  };

  const objectText = (value, state) => {
    if (state.path.includes(value)) {
      state.circular.add(value);
      return `[Circular *${[...state.circular].indexOf(value) + 1}]`;
    }
    const name = constructorName(value);
    if (state.depth < 0 && typeof value !== 'function' && !(value instanceof Error)) {
      const leaf = leafText(value, name, state);
      return leaf ?? (Array.isArray(value) ? '[Array]' : `[${tag(value, name, '') || 'Object'}]`);
    }
    state = { ...state, path: [...state.path, value] };
    const own = value[kInspect];
    if (typeof own === 'function') {
      return `${name ?? 'Object'} ${nested(own.call(value), { ...state, depth: state.depth + 1, indent: state.indent - 2 })}`;
    }
    const { open, parts, close, skip, leaf } = shape(value, name, state);
    const keys = shownKeys(value, skip);
    for (const key of keys) {
      const label = value instanceof Error && (key === 'cause' || key === 'errors') ? `[${key}]` : null;
      const text = propertyText(value, key, state, label !== null);
      parts.push(label === null ? text : `${label}: ${text}`);
    }
    let text;
    if (leaf !== undefined && parts.length === 0) text = leaf;
    else text = join(leaf === undefined ? open : `${leaf} {`, parts, close, state.indent);
    const index = [...state.circular].indexOf(value);
    return index < 0 ? text : `<ref *${index + 1}> ${text}`;
  };

  const join = (open, parts, close, indent) => {
    if (parts.length === 0) return open + close;
    const length = parts.reduce((sum, part) => sum + part.length + 2, open.length);
    const fits = length + indent <= LINE && !parts.some((part) => part.includes('\n')) && !open.includes('\n');
    if (fits) return `${open} ${parts.join(', ')} ${close}`;
    const margin = ' '.repeat(Math.max(indent, 0) + 2);
    return `${open}\n${margin}${parts.join(`,\n${margin}`)}\n${margin.slice(2)}${close}`;
  };

  const inspect = (value, options) => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return primitive(value, false);
    const asked = options?.depth;
    const depth = asked === null || asked > 50 ? 50 : typeof asked === 'number' ? asked : 2;
    return objectText(value, { depth, indent: 0, path: [], circular: new Set() });
  };

  const safely = (show, value) => {
    try {
      return show(value);
    } catch {
      // A proxy, a getter or a toString of the app's own that throws must not break its log line.
      return '[value that cannot be shown]';
    }
  };
  const show = (value) => (typeof value === 'string' ? value : safely((v) => inspect(v), value));

  const directive = (letter, value) => {
    switch (letter) {
      case 's':
        if (typeof value === 'string') return value;
        if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return primitive(value, true);
        return safely((v) => inspect(v, { depth: 0 }), value);
      case 'd':
        return typeof value === 'bigint' ? `${value}n` : typeof value === 'object' ? 'NaN' : safely((v) => `${Number(v)}`, value);
      case 'i':
        return typeof value === 'bigint' ? `${value}n` : typeof value === 'object' ? 'NaN' : safely((v) => `${parseInt(v, 10)}`, value);
      case 'f':
        return typeof value === 'symbol' ? 'NaN' : safely((v) => `${parseFloat(v)}`, value);
      case 'j':
        return safely((v) => `${JSON.stringify(v)}`, value);
      case 'o':
      case 'O':
        return safely((v) => inspect(v, { depth: 4 }), value);
      default:
        return ''; // %c: styles mean nothing here
    }
  };

  nano.inspect = inspect;
  nano.format = (args) => {
    if (args.length === 1) return show(args[0]);
    if (args.length === 0) return '';
    let next = 0;
    let text = '';
    if (typeof args[0] === 'string') {
      next = 1;
      text = args[0].replace(/%[sdifjoOc%]/g, (match) => {
        if (match === '%%') return '%';
        return next < args.length ? directive(match[1], args[next++]) : match;
      });
    }
    const rest = args.slice(next).map(show);
    return next === 0 ? rest.join(' ') : [text, ...rest].join(' ');
  };
}
