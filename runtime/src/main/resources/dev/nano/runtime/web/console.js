// https://console.spec.whatwg.org: everything ends as one line or more in the log, with the app's name.
(nano) => {
  'use strict';
  const {
    ArrayIsArray,
    Error,
    Map,
    MapIteratorPrototypeNext,
    MapPrototypeDelete,
    MapPrototypeEntries,
    MapPrototypeGet,
    MapPrototypeGetSize,
    MapPrototypeHas,
    MapPrototypeSet,
    NumberPrototypeToFixed,
    ObjectCreate,
    ObjectKeys,
    ReflectDefineProperty,
    StringPrototypeIndexOf,
    StringPrototypePadEnd,
    StringPrototypeRepeat,
    StringPrototypeSlice,
    SymbolToStringTag,
    listFrom,
    newList,
  } = nano.primordials;
  const { host, inspect, format } = nano;
  const { MAX_TEXT, MAX_NAME, cut, indented } = nano.text;
  const MAX_ROWS = 1000;
  const MAX_COLUMNS = 50;
  const counts = new Map();
  const timers = new Map();
  let indent = '';

  const print = (level, text) => host.log(level, indent + indented(text, indent, MAX_TEXT));
  const log = (level, args) => print(level, format(args));
  const labelOf = (label) => (label === undefined ? 'default' : cut(`${label}`, MAX_NAME));

  const elapsed = (label, args) => {
    const start = MapPrototypeGet(timers, label);
    if (start === undefined) return print('warn', `No such label '${label}'`);
    const took = `${label}: ${NumberPrototypeToFixed(host.now() - start, 3)} ms`;
    print('log', args.length === 0 ? took : `${took} ${format(args)}`);
  };

  const cellOf = (value) => cut(inspect(value, { __proto__: null, depth: 0 }), MAX_NAME);

  // The rows of a table as a list of { key, row }, and how many more there are.
  const rowsOf = (data) => {
    const rows = newList();
    const add = (key, row) => {
      rows[rows.length] = { __proto__: null, key: cut(`${key}`, MAX_NAME), row };
    };
    const size = mapSize(data);
    if (size !== undefined) {
      const entries = MapPrototypeEntries(data);
      for (let step = MapIteratorPrototypeNext(entries); !step.done && rows.length < MAX_ROWS; ) {
        add(typeof step.value[0] === 'string' ? step.value[0] : cellOf(step.value[0]), step.value[1]);
        step = MapIteratorPrototypeNext(entries);
      }
      return { __proto__: null, rows, rest: size - rows.length };
    }
    if (ArrayIsArray(data)) {
      const { length } = data;
      let i = 0;
      for (; i < length && i < MAX_ROWS; i++) if (i in data) add(i, data[i]);
      return { __proto__: null, rows, rest: length - i };
    }
    const keys = ObjectKeys(data);
    for (let i = 0; i < keys.length && i < MAX_ROWS; i++) add(keys[i], data[keys[i]]);
    return { __proto__: null, rows, rest: keys.length - rows.length };
  };
  const mapSize = (value) => {
    try {
      return MapPrototypeGetSize(value);
    } catch {
      return undefined;
    }
  };

  const includes = (list, item) => {
    for (let i = 0; i < list.length; i++) if (list[i] === item) return true;
    return false;
  };

  const table = (data, columns) => {
    if (typeof data !== 'object' || data === null) return log('log', [data]);
    const { rows, rest } = rowsOf(data);
    const names = columns === undefined ? newList() : listFrom(columns);
    for (let i = 0; i < names.length; i++) names[i] = `${names[i]}`;
    if (names.length > MAX_COLUMNS) names.length = MAX_COLUMNS;
    let hasValues = false;
    let room = MAX_TEXT;
    let shown = 0;
    // A row is a record of its cells by name; its value, if it has no cells, is in `value`.
    for (; shown < rows.length && room > 0; shown++) {
      const line = rows[shown];
      const { row } = line;
      line.cells = { __proto__: null };
      line.value = '';
      if (typeof row === 'object' && row !== null) {
        const keys = columns === undefined ? ObjectKeys(row) : names;
        for (let i = 0; i < keys.length && room > 0; i++) {
          const name = keys[i];
          if (columns === undefined && !includes(names, name)) {
            if (names.length >= MAX_COLUMNS) continue;
            names[names.length] = name;
          }
          if (columns !== undefined && !nano.primordials.ObjectHasOwn(row, name)) continue;
          line.cells[name] = cellOf(row[name]);
          room -= line.cells[name].length + 3;
        }
      } else {
        hasValues = true;
        line.value = cellOf(row);
        room -= line.value.length + 3;
      }
      room -= line.key.length + 3;
    }
    print('log', drawn(rows, shown, names, hasValues, rest));
  };

  const drawn = (rows, shown, names, hasValues, rest) => {
    const heads = newList();
    heads[0] = '(index)';
    for (let i = 0; i < names.length; i++) heads[i + 1] = cut(names[i], MAX_NAME);
    if (hasValues) heads[heads.length] = 'Values';
    const cell = (line, column) =>
      column === 0 ? line.key : column <= names.length ? (line.cells[names[column - 1]] ?? '') : line.value;
    const widths = newList();
    for (let c = 0; c < heads.length; c++) {
      widths[c] = heads[c].length + 2;
      for (let r = 0; r < shown; r++) {
        const length = cell(rows[r], c).length + 2;
        if (length > widths[c]) widths[c] = length;
      }
    }
    const across = (left, middle, right, part) => {
      let line = left;
      for (let c = 0; c < widths.length; c++) line += (c === 0 ? '' : middle) + part(c);
      return line + right;
    };
    const bar = (left, middle, right) => across(left, middle, right, (c) => StringPrototypeRepeat('─', widths[c]));
    const row = (part) => across('│', '│', '│', (c) => StringPrototypePadEnd(` ${part(c)}`, widths[c]));
    let text = `${bar('┌', '┬', '┐')}\n${row((c) => heads[c])}\n${bar('├', '┼', '┤')}\n`;
    // One cell may make its whole column wide.
    const width = text.length / 3;
    let r = 0;
    for (; r < shown && text.length + 2 * width < MAX_TEXT; r++) text += `${row((c) => cell(rows[r], c))}\n`;
    text += bar('└', '┴', '┘');
    const hidden = rows.length - r + rest;
    return hidden > 0 ? `${text}\n... ${hidden} more rows` : text;
  };

  // The prototype of a namespace object is an empty object (Web IDL), for historical reasons.
  nano.console = ObjectCreate(ObjectCreate(nano.primordials.ObjectPrototype));
  const methods = {
    __proto__: null,
    assert(condition = false, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${cut(args[0], MAX_TEXT)}`;
      else if (args.length === 0) args = ['Assertion failed'];
      else return print('error', `Assertion failed ${format(args)}`);
      log('error', args);
    },
    clear() {
      indent = '';
    },
    count(label = 'default') {
      label = labelOf(label);
      const count = (MapPrototypeGet(counts, label) ?? 0) + 1;
      MapPrototypeSet(counts, label, count);
      print('log', `${label}: ${count}`);
    },
    countReset(label = 'default') {
      if (!MapPrototypeDelete(counts, labelOf(label))) print('warn', `Count for '${labelOf(label)}' does not exist`);
    },
    debug(...args) {
      log('debug', args);
    },
    dir(item, options) {
      print('log', inspect(item, options));
    },
    dirxml(...args) {
      log('log', args);
    },
    error(...args) {
      log('error', args);
    },
    group(...args) {
      group(args);
    },
    groupCollapsed(...args) {
      group(args);
    },
    groupEnd() {
      indent = StringPrototypeSlice(indent, 2);
    },
    info(...args) {
      log('info', args);
    },
    log(...args) {
      log('log', args);
    },
    table(data, columns = undefined) {
      table(data, columns);
    },
    time(label = 'default') {
      label = labelOf(label);
      if (MapPrototypeHas(timers, label)) print('warn', `Label '${label}' already exists`);
      else MapPrototypeSet(timers, label, host.now());
    },
    timeEnd(label = 'default') {
      elapsed(labelOf(label), []);
      MapPrototypeDelete(timers, labelOf(label));
    },
    timeLog(label = 'default', ...args) {
      elapsed(labelOf(label), args);
    },
    trace(...args) {
      const { stack } = new Error();
      const first = typeof stack === 'string' ? StringPrototypeIndexOf(stack, '\n') : -1;
      const frames = first < 0 ? '' : StringPrototypeSlice(stack, first + 1);
      print('debug', `Trace${args.length > 0 ? `: ${format(args)}` : ''}\n${frames}`);
    },
    warn(...args) {
      log('warn', args);
    },
  };
  const group = (args) => {
    if (args.length > 0) log('log', args);
    if (indent.length < 200) indent += '  ';
  };
  for (const name in methods) {
    ReflectDefineProperty(nano.console, name, {
      __proto__: null,
      value: methods[name],
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  ReflectDefineProperty(nano.console, SymbolToStringTag, { __proto__: null, value: 'console', configurable: true });
}
