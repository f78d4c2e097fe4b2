// https://console.spec.whatwg.org: everything ends as one line or more in the log, with the app's name.
(nano) => {
  'use strict';
  const { host } = nano;
  const counts = new Map();
  const timers = new Map();
  let indent = '';

  const print = (level, text) => {
    host.log(level, indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`));
  };
  const log = (level, args) => print(level, nano.format(args));
  const labelOf = (label) => (label === undefined ? 'default' : `${label}`);

  const elapsed = (label, args) => {
    const start = timers.get(label);
    if (start === undefined) return print('warn', `No such label '${label}'`);
    const took = host.now() - start;
    print('log', nano.format([`${label}: ${took.toFixed(3)} ms`, ...args]));
  };

  const table = (data, columns) => {
    if (typeof data !== 'object' || data === null) return log('log', [data]);
    const cell = (value) => nano.inspect(value, { depth: 0 });
    const rows = data instanceof Map ? [...data] : Object.entries(data);
    const names = columns === undefined ? [] : [...columns].map(String);
    let hasValues = false;
    const cells = rows.map(([key, row]) => {
      const found = new Map();
      if (typeof row === 'object' && row !== null) {
        for (const name of Object.keys(row)) {
          if (columns === undefined && !names.includes(name)) names.push(name);
          found.set(name, cell(row[name]));
        }
      } else {
        hasValues = true;
        found.set(null, cell(row));
      }
      return [`${key}`, found];
    });
    const heads = ['(index)', ...names];
    if (hasValues) heads.push('Values');
    const lines = cells.map(([key, found]) => {
      const line = [key, ...names.map((name) => found.get(name) ?? '')];
      if (hasValues) line.push(found.get(null) ?? '');
      return line;
    });
    const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i].length)) + 2);
    const bar = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
    const row = (line) => `│${line.map((text, i) => ` ${text}`.padEnd(widths[i])).join('│')}│`;
    print('log', [bar('┌', '┬', '┐'), row(heads), bar('├', '┼', '┤'), ...lines.map(row), bar('└', '┴', '┘')].join('\n'));
  };

  // The prototype of a namespace object is an empty object (Web IDL), for historical reasons.
  nano.console = Object.assign(Object.create({}), {
    assert(condition = false, ...args) {
      if (condition) return;
      if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
      else args.unshift('Assertion failed');
      log('error', args);
    },
    clear() {
      indent = '';
    },
    count(label = 'default') {
      label = labelOf(label);
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      print('log', `${label}: ${count}`);
    },
    countReset(label = 'default') {
      if (!counts.delete(labelOf(label))) print('warn', `Count for '${labelOf(label)}' does not exist`);
    },
    debug(...args) {
      log('debug', args);
    },
    dir(item, options) {
      print('log', nano.inspect(item, options));
    },
    dirxml(...args) {
      log('log', args);
    },
    error(...args) {
      log('error', args);
    },
    group(...args) {
      if (args.length > 0) log('log', args);
      if (indent.length < 200) indent += '  ';
    },
    groupCollapsed(...args) {
      nano.console.group(...args);
    },
    groupEnd() {
      indent = indent.slice(2);
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
      if (timers.has(label)) print('warn', `Label '${label}' already exists`);
      else timers.set(label, host.now());
    },
    timeEnd(label = 'default') {
      elapsed(labelOf(label), []);
      timers.delete(labelOf(label));
    },
    timeLog(label = 'default', ...args) {
      elapsed(labelOf(label), args);
    },
    trace(...args) {
      const stack = new Error().stack.split('\n').slice(2).join('\n');
      print('debug', `Trace${args.length > 0 ? `: ${nano.format(args)}` : ''}\n${stack}`);
    },
    warn(...args) {
      log('warn', args);
    },
  });
  Object.defineProperty(nano.console, Symbol.toStringTag, { value: 'console', configurable: true });
}
