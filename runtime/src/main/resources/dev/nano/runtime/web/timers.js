// https://html.spec.whatwg.org/#timers and queueMicrotask
(nano) => {
  'use strict';
  const { host } = nano;
  const { needArguments } = nano.convert;
  const { then } = Promise.prototype;
  const { apply } = Reflect;
  const fulfilled = Promise.resolve();
  const LONGEST = 0x7fffffff;

  // Timers that are waiting, by their number.
  const waiting = new Map();
  let last = 0;

  const call = (callback, args) => {
    try {
      apply(callback, globalThis, args);
    } catch (error) {
      nano.report(error, 'Uncaught');
    }
  };

  const fire = (id) => {
    const timer = waiting.get(id);
    if (timer === undefined) return;
    if (timer.repeats) host.startTimer(id, timer.delay);
    else waiting.delete(id);
    call(timer.callback, timer.args);
  };
  host.onTimer(fire);

  const start = (callback, delay, args, repeats, name) => {
    if (typeof callback !== 'function') throw new TypeError(`${name}: the callback is not a function`);
    delay = Math.trunc(+delay);
    if (!(delay > 0)) delay = 0;
    if (delay > LONGEST) delay = 1;
    if (repeats && delay === 0) delay = 1;
    const id = ++last;
    try {
      host.startTimer(id, delay);
    } catch (error) {
      throw new RangeError(error.message);
    }
    waiting.set(id, { callback, args, repeats, delay });
    return id;
  };

  const stop = (id) => {
    if (id === undefined || id === null) return;
    id = +id;
    if (waiting.delete(id)) host.stopTimer(id);
  };

  nano.setTimeout = function setTimeout(callback, delay = 0, ...args) {
    needArguments(arguments.length, 1, 'setTimeout');
    return start(callback, delay, args, false, 'setTimeout');
  };
  nano.setInterval = function setInterval(callback, delay = 0, ...args) {
    needArguments(arguments.length, 1, 'setInterval');
    return start(callback, delay, args, true, 'setInterval');
  };
  nano.clearTimeout = function clearTimeout(id = undefined) {
    stop(id);
  };
  nano.clearInterval = function clearInterval(id = undefined) {
    stop(id);
  };
  nano.queueMicrotask = function queueMicrotask(callback) {
    needArguments(arguments.length, 1, 'queueMicrotask');
    if (typeof callback !== 'function') throw new TypeError('queueMicrotask: the callback is not a function');
    apply(then, fulfilled, [() => call(callback, [])]);
  };
}
