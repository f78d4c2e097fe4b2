// https://dom.spec.whatwg.org/#aborting-ongoing-activities: AbortController and AbortSignal
(nano) => {
  'use strict';
  const { illegal, needArguments } = nano.convert;
  const { EventTarget, events } = nano;
  const kState = nano.symbol('abortsignal.state');
  const kSignal = nano.symbol('abortcontroller.signal');
  const hide = (object, key, value) => Object.defineProperty(object, key, { value, writable: true, configurable: true });

  const stateOf = (signal) => {
    const state = signal === undefined || signal === null ? undefined : signal[kState];
    if (state === undefined) throw illegal();
    return state;
  };

  class AbortSignal extends EventTarget {
    constructor() {
      throw new TypeError('AbortSignal cannot be made with new; use AbortController');
    }

    static abort(reason = undefined) {
      const signal = create();
      stateOf(signal).reason = reason === undefined ? abortError() : reason;
      stateOf(signal).aborted = true;
      return signal;
    }

    static timeout(milliseconds) {
      needArguments(arguments.length, 1, 'AbortSignal.timeout');
      const delay = Math.trunc(+milliseconds);
      if (!(delay >= 0) || delay > Number.MAX_SAFE_INTEGER) {
        throw new TypeError(`milliseconds: ${String(milliseconds)} (expected: 0 to ${Number.MAX_SAFE_INTEGER})`);
      }
      const signal = create();
      nano.setTimeout(
        () => abort(signal, new nano.DOMException('the operation timed out', 'TimeoutError')),
        Math.min(delay, 0x7fffffff),
      );
      return signal;
    }

    static any(signals) {
      needArguments(arguments.length, 1, 'AbortSignal.any');
      const sources = [...signals];
      for (const source of sources) {
        if (!isSignal(source)) throw new TypeError('AbortSignal.any: an item is not an AbortSignal');
      }
      return anyOf(sources);
    }

    get aborted() {
      return stateOf(this).aborted;
    }

    get reason() {
      return stateOf(this).reason;
    }

    throwIfAborted() {
      const { aborted, reason } = stateOf(this);
      if (aborted) throw reason;
    }
  }
  events.handlerAttribute(AbortSignal.prototype, 'abort');
  nano.finish(AbortSignal);

  const isSignal = (value) => typeof value === 'object' && value !== null && value[kState] !== undefined;
  const abortError = () => new nano.DOMException('the operation was aborted', 'AbortError');

  const create = () => {
    const signal = Object.create(AbortSignal.prototype);
    events.becomeTarget(signal);
    // Signals that follow this one are in `dependents`, weakly: a signal that lives long must not collect short-lived ones.
    // Those that somebody waits for are in `awaited` too, so that they live as long as this one.
    hide(signal, kState, {
      aborted: false,
      reason: undefined,
      algorithms: [],
      sources: null,
      dependents: [],
      awaited: new Set(),
    });
    return signal;
  };

  const anyOf = (sources) => {
    const signal = create();
    const state = stateOf(signal);
    for (const source of sources) {
      const { aborted, reason } = stateOf(source);
      if (aborted) {
        state.aborted = true;
        state.reason = reason;
        return signal;
      }
    }
    // The ultimate sources are followed, not the signals between, which may be forgotten meanwhile.
    const roots = new Set();
    for (const source of sources) {
      for (const root of stateOf(source).sources ?? [source]) roots.add(root);
    }
    state.sources = [...roots];
    for (const root of roots) {
      const { dependents } = stateOf(root);
      dependents.push(new WeakRef(signal));
      if (dependents.length > 32 && (dependents.length & (dependents.length - 1)) === 0) {
        stateOf(root).dependents = dependents.filter((reference) => reference.deref() !== undefined);
      }
    }
    events.whenListened(signal, () => hold(signal));
    return signal;
  };

  // Called when somebody begins or ends to wait for a signal that follows others.
  const hold = (signal) => {
    const { aborted, sources, algorithms } = stateOf(signal);
    if (sources === null) return;
    const isAwaited = !aborted && (algorithms.length > 0 || events.hasListeners(signal));
    for (const root of sources) {
      const { awaited } = stateOf(root);
      if (isAwaited) awaited.add(signal);
      else awaited.delete(signal);
    }
  };

  const mark = (signal, reason) => {
    const state = stateOf(signal);
    if (state.aborted) return false;
    state.aborted = true;
    state.reason = reason;
    hold(signal);
    return true;
  };

  const run = (signal) => {
    const state = stateOf(signal);
    const { algorithms } = state;
    state.algorithms = [];
    for (const algorithm of algorithms) algorithm();
    events.fire(signal, 'abort');
  };

  const abort = (signal, reason = undefined) => {
    if (reason === undefined) reason = abortError();
    if (!mark(signal, reason)) return;
    const followers = [];
    // (marking takes followers out of `awaited`; `dependents` has them all)
    for (const reference of stateOf(signal).dependents) {
      const follower = reference.deref();
      if (follower !== undefined && mark(follower, reason)) followers.push(follower);
    }
    run(signal);
    for (const follower of followers) run(follower);
  };

  class AbortController {
    constructor() {
      hide(this, kSignal, create());
    }

    get signal() {
      return signalOf(this);
    }

    abort(reason = undefined) {
      abort(signalOf(this), reason);
    }
  }
  const signalOf = (controller) => {
    const signal = controller === undefined || controller === null ? undefined : controller[kSignal];
    if (signal === undefined) throw illegal();
    return signal;
  };
  nano.finish(AbortController);

  nano.abort = {
    abort,
    create,
    isSignal,
    follow: (signal) => anyOf([signal]),
    // Calls `algorithm` when the signal aborts, before its listeners; returns what takes it back.
    onAbort(signal, algorithm) {
      const state = stateOf(signal);
      state.algorithms.push(algorithm);
      hold(signal);
      return () => {
        const index = state.algorithms.indexOf(algorithm);
        if (index < 0) return;
        state.algorithms.splice(index, 1);
        hold(signal);
      };
    },
    // The signal of a request: aborts when its client leaves or its time is up; never, for a request made by the app.
    signalOfRequest(host) {
      const signal = create();
      if (host !== null) {
        const reason = () => new nano.DOMException('the client has left or the request timed out', 'AbortError');
        host.whenGone(0, () => abort(signal, reason()));
      }
      return signal;
    },
  };
  nano.AbortSignal = AbortSignal;
  nano.AbortController = AbortController;
}
