// https://dom.spec.whatwg.org/#aborting-ongoing-activities: AbortController and AbortSignal
(nano) => {
  'use strict';
  const {
    MathMin,
    MathTrunc,
    Set,
    SetPrototypeAdd,
    SetPrototypeDelete,
    SetPrototypeForEach,
    String,
    TypeError,
    ObjectCreate,
    WeakRef,
    WeakRefPrototypeDeref,
    hide,
    listFrom,
    newList,
    removeFrom,
  } = nano.primordials;
  const { illegal, needArguments, short } = nano.convert;
  const MAX_SAFE_INTEGER = 2 ** 53 - 1;
  const { EventTarget, events } = nano;
  const kState = nano.symbol('abortsignal.state');
  const kSignal = nano.symbol('abortcontroller.signal');

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
      const delay = MathTrunc(+milliseconds);
      if (!(delay >= 0) || delay > MAX_SAFE_INTEGER) {
        throw new TypeError(`milliseconds: ${short(String(milliseconds))} (expected: 0 to ${MAX_SAFE_INTEGER})`);
      }
      const signal = create();
      nano.setTimeout(
        () => abort(signal, new nano.DOMException('the operation timed out', 'TimeoutError')),
        MathMin(delay, 0x7fffffff),
      );
      return signal;
    }

    static any(signals) {
      needArguments(arguments.length, 1, 'AbortSignal.any');
      const sources = listFrom(signals);
      for (let i = 0; i < sources.length; i++) {
        if (!isSignal(sources[i])) throw new TypeError('AbortSignal.any: an item is not an AbortSignal');
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
    const signal = ObjectCreate(AbortSignal.prototype);
    events.becomeTarget(signal);
    // Signals that follow this one are in `dependents`, weakly: a signal that lives long must not collect short-lived ones.
    // Those that somebody waits for are in `awaited` too, so that they live as long as this one.
    hide(signal, kState, {
      __proto__: null,
      aborted: false,
      reason: undefined,
      algorithms: newList(),
      sources: null,
      dependents: newList(),
      awaited: new Set(),
    });
    return signal;
  };

  const anyOf = (sources) => {
    const signal = create();
    const state = stateOf(signal);
    for (let i = 0; i < sources.length; i++) {
      const { aborted, reason } = stateOf(sources[i]);
      if (aborted) {
        state.aborted = true;
        state.reason = reason;
        return signal;
      }
    }
    // The ultimate sources are followed, not the signals between, which may be forgotten meanwhile.
    const roots = new Set();
    for (let i = 0; i < sources.length; i++) {
      const ultimate = stateOf(sources[i]).sources;
      if (ultimate === null) SetPrototypeAdd(roots, sources[i]);
      else for (let j = 0; j < ultimate.length; j++) SetPrototypeAdd(roots, ultimate[j]);
    }
    state.sources = newList();
    SetPrototypeForEach(roots, (root) => {
      state.sources[state.sources.length] = root;
      const { dependents } = stateOf(root);
      dependents[dependents.length] = new WeakRef(signal);
      if (dependents.length > 32 && (dependents.length & (dependents.length - 1)) === 0) forgetCollected(dependents);
    });
    events.whenListened(signal, () => hold(signal));
    return signal;
  };

  const forgetCollected = (references) => {
    let to = 0;
    for (let i = 0; i < references.length; i++) {
      if (WeakRefPrototypeDeref(references[i]) !== undefined) references[to++] = references[i];
    }
    references.length = to;
  };

  // Called when somebody begins or ends to wait for a signal that follows others.
  const hold = (signal) => {
    const { aborted, sources, algorithms } = stateOf(signal);
    if (sources === null) return;
    const isAwaited = !aborted && (algorithms.length > 0 || events.hasListeners(signal));
    for (let i = 0; i < sources.length; i++) {
      const { awaited } = stateOf(sources[i]);
      if (isAwaited) SetPrototypeAdd(awaited, signal);
      else SetPrototypeDelete(awaited, signal);
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
    state.algorithms = newList();
    for (let i = 0; i < algorithms.length; i++) {
      const algorithm = algorithms[i];
      algorithm();
    }
    events.fire(signal, 'abort');
  };

  const abort = (signal, reason = undefined) => {
    if (reason === undefined) reason = abortError();
    if (!mark(signal, reason)) return;
    const followers = newList();
    // (marking takes followers out of `awaited`; `dependents` has them all)
    const { dependents } = stateOf(signal);
    for (let i = 0; i < dependents.length; i++) {
      const follower = WeakRefPrototypeDeref(dependents[i]);
      if (follower !== undefined && mark(follower, reason)) followers[followers.length] = follower;
    }
    run(signal);
    for (let i = 0; i < followers.length; i++) run(followers[i]);
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
    isAborted: (signal) => stateOf(signal).aborted,
    reasonOf: (signal) => stateOf(signal).reason,
    follow(signal) {
      const sources = newList();
      sources[0] = signal;
      return anyOf(sources);
    },
    // Calls `algorithm` when the signal aborts, before its listeners; returns what takes it back.
    onAbort(signal, algorithm) {
      const state = stateOf(signal);
      state.algorithms[state.algorithms.length] = algorithm;
      hold(signal);
      return () => {
        if (removeFrom(state.algorithms, algorithm)) hold(signal);
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
