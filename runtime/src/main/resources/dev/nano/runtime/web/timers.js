// https://html.spec.whatwg.org/#timers and queueMicrotask
(nano) => {
  'use strict';
  const { host } = nano;
  const {
    Map,
    MapPrototypeDelete,
    MapPrototypeGet,
    MapPrototypeSet,
    MathTrunc,
    PromisePrototypeThen,
    PromiseResolve,
    RangeError,
    ReflectApply,
    TypeError,
  } = nano.primordials;
  const { needArguments } = nano.convert;
  const { report } = nano;
  const fulfilled = PromiseResolve();
  const global = globalThis;
  const LONGEST = 0x7fffffff;

  // Timers that are waiting, by their number.
  const waiting = new Map();
  let last = 0;

  const call = (callback, args) => {
    try {
      ReflectApply(callback, global, args);
    } catch (error) {
      report(error, 'Uncaught');
    }
  };

  const fire = (id) => {
    const timer = MapPrototypeGet(waiting, id);
    if (timer === undefined) return;
    if (timer.repeats) host.startTimer(id, timer.delay);
    else MapPrototypeDelete(waiting, id);
    call(timer.callback, timer.args);
  };
  host.onTimer(fire);

  const start = (callback, delay, args, repeats, name) => {
    if (typeof callback !== 'function') throw new TypeError(`${name}: the callback is not a function`);
    delay = MathTrunc(+delay);
    if (!(delay > 0)) delay = 0;
    if (delay > LONGEST) delay = 1;
    if (repeats && delay === 0) delay = 1;
    const id = ++last;
    if (!host.startTimer(id, delay)) throw new RangeError(`timers: more than ${host.maxTimers()} are waiting`);
    MapPrototypeSet(waiting, id, { __proto__: null, callback, args, repeats, delay });
    return id;
  };

  const stop = (id) => {
    if (id === undefined || id === null) return;
    id = +id;
    if (MapPrototypeDelete(waiting, id)) host.stopTimer(id);
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
    PromisePrototypeThen(fulfilled, () => call(callback, []));
  };
}
