// https://dom.spec.whatwg.org/#events: Event, CustomEvent and EventTarget. There is no tree, so an event has one target.
(nano) => {
  'use strict';
  const { dictionary, illegal, isObject, needArguments } = nano.convert;
  const { host } = nano;
  const kEvent = nano.symbol('event.state');
  const kListeners = nano.symbol('eventtarget.listeners');
  const kListened = nano.symbol('eventtarget.listened');

  const stateOf = (event) => {
    const state = event === undefined || event === null ? undefined : event[kEvent];
    if (state === undefined) throw illegal();
    return state;
  };
  const hide = (object, key, value) => Object.defineProperty(object, key, { value, writable: true, configurable: true });

  class Event {
    constructor(type, init = undefined) {
      needArguments(arguments.length, 1, 'Event');
      init = dictionary(init, 'Event: the second argument');
      hide(this, kEvent, {
        type: `${type}`,
        bubbles: Boolean(init.bubbles),
        cancelable: Boolean(init.cancelable),
        composed: Boolean(init.composed),
        isTrusted: false,
        target: null,
        currentTarget: null,
        isDispatched: false,
        isStopped: false,
        isStoppedAtOnce: false,
        isCanceled: false,
        isPassive: false,
        timeStamp: host.now(),
      });
      // [LegacyUnforgeable]
      Object.defineProperty(this, 'isTrusted', { get: isTrusted, enumerable: true });
    }

    get type() {
      return stateOf(this).type;
    }
    get target() {
      return stateOf(this).target;
    }
    get srcElement() {
      return stateOf(this).target;
    }
    get currentTarget() {
      return stateOf(this).currentTarget;
    }
    composedPath() {
      const { currentTarget } = stateOf(this);
      return currentTarget === null ? [] : [currentTarget];
    }
    get eventPhase() {
      return stateOf(this).isDispatched ? 2 : 0;
    }
    stopPropagation() {
      stateOf(this).isStopped = true;
    }
    get cancelBubble() {
      return stateOf(this).isStopped;
    }
    set cancelBubble(value) {
      if (value) stateOf(this).isStopped = true;
    }
    stopImmediatePropagation() {
      const state = stateOf(this);
      state.isStopped = true;
      state.isStoppedAtOnce = true;
    }
    get bubbles() {
      return stateOf(this).bubbles;
    }
    get cancelable() {
      return stateOf(this).cancelable;
    }
    get returnValue() {
      return !stateOf(this).isCanceled;
    }
    set returnValue(value) {
      if (!value) this.preventDefault();
    }
    preventDefault() {
      const state = stateOf(this);
      if (state.cancelable && !state.isPassive) state.isCanceled = true;
    }
    get defaultPrevented() {
      return stateOf(this).isCanceled;
    }
    get composed() {
      return stateOf(this).composed;
    }
    get timeStamp() {
      return stateOf(this).timeStamp;
    }
    initEvent(type, bubbles = false, cancelable = false) {
      needArguments(arguments.length, 1, 'Event.initEvent');
      const state = stateOf(this);
      if (state.isDispatched) return;
      Object.assign(state, {
        type: `${type}`,
        bubbles: Boolean(bubbles),
        cancelable: Boolean(cancelable),
        isTrusted: false,
        target: null,
        isStopped: false,
        isStoppedAtOnce: false,
        isCanceled: false,
      });
    }
  }
  const isTrusted = Object.getOwnPropertyDescriptor(
    {
      get isTrusted() {
        return stateOf(this).isTrusted;
      },
    },
    'isTrusted',
  ).get;
  nano.finish(Event);
  for (const [name, value] of Object.entries({ NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 })) {
    Object.defineProperty(Event, name, { value, enumerable: true });
    Object.defineProperty(Event.prototype, name, { value, enumerable: true });
  }

  const kDetail = nano.symbol('customevent.detail');
  class CustomEvent extends Event {
    constructor(type, init = undefined) {
      super(type, init);
      hide(this, kDetail, init?.detail ?? null);
    }
    get detail() {
      stateOf(this);
      return this[kDetail];
    }
    initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
      needArguments(arguments.length, 1, 'CustomEvent.initCustomEvent');
      if (stateOf(this).isDispatched) return;
      this.initEvent(type, bubbles, cancelable);
      this[kDetail] = detail;
    }
  }
  nano.finish(CustomEvent);

  // Methods of EventTarget that are called on nothing are called on the global object, which is not one here.
  const listenersOf = (target) => {
    const listeners = target === undefined || target === null ? undefined : target[kListeners];
    if (listeners === undefined) throw illegal();
    return listeners;
  };
  const captures = (options) => (isObject(options) ? Boolean(options.capture) : Boolean(options));
  const same = (listener, type, callback, capture) =>
    listener.type === type && listener.callback === callback && listener.capture === capture;

  const remove = (target, listener) => {
    listener.removed = true;
    const listeners = listenersOf(target);
    const index = listeners.indexOf(listener);
    if (index >= 0) listeners.splice(index, 1);
    target[kListened]?.();
  };

  const call = (listener, target, event) => {
    try {
      const { callback } = listener;
      if (typeof callback === 'function') {
        callback.call(target, event);
      } else {
        const { handleEvent } = callback;
        if (typeof handleEvent !== 'function') throw new TypeError('handleEvent is not a function');
        handleEvent.call(callback, event);
      }
    } catch (error) {
      nano.report(error, 'Uncaught');
    }
  };

  const dispatch = (target, event) => {
    const state = stateOf(event);
    state.isDispatched = true;
    state.target = target;
    state.currentTarget = target;
    // Listeners that are added meanwhile do not see this event; those removed meanwhile do not either.
    if (!state.isStopped) {
      for (const listener of listenersOf(target).slice()) {
        if (listener.removed || listener.type !== state.type) continue;
        if (listener.once) remove(target, listener);
        state.isPassive = listener.passive;
        call(listener, target, event);
        state.isPassive = false;
        if (state.isStoppedAtOnce) break;
      }
    }
    state.isDispatched = false;
    state.currentTarget = null;
    state.isStopped = false;
    state.isStoppedAtOnce = false;
    return !state.isCanceled;
  };

  class EventTarget {
    constructor() {
      hide(this, kListeners, []);
    }

    addEventListener(type, callback, options = undefined) {
      needArguments(arguments.length, 2, 'EventTarget.addEventListener');
      const listeners = listenersOf(this);
      type = `${type}`;
      if (callback !== null && callback !== undefined && !isObject(callback)) {
        throw new TypeError('the listener is not a function or an object');
      }
      const capture = captures(options);
      const { once, passive, signal } = isObject(options) ? options : {};
      if (signal !== undefined && !nano.isInstance(signal, 'AbortSignal')) throw new TypeError('signal: is not an AbortSignal');
      if (callback === null || callback === undefined || signal?.aborted) return;
      if (listeners.some((listener) => same(listener, type, callback, capture))) return;
      const listener = { type, callback, capture, once: Boolean(once), passive: Boolean(passive), removed: false };
      listeners.push(listener);
      this[kListened]?.();
      if (signal !== undefined) nano.abort.onAbort(signal, () => remove(this, listener));
    }

    removeEventListener(type, callback, options = undefined) {
      needArguments(arguments.length, 2, 'EventTarget.removeEventListener');
      const capture = captures(options);
      type = `${type}`;
      const listener = listenersOf(this).find((candidate) => same(candidate, type, callback, capture));
      if (listener !== undefined) remove(this, listener);
    }

    dispatchEvent(event) {
      needArguments(arguments.length, 1, 'EventTarget.dispatchEvent');
      listenersOf(this);
      if (!(event instanceof Event)) throw new TypeError('the event is not an Event');
      const state = stateOf(event);
      if (state.isDispatched) throw new nano.DOMException('the event is already being dispatched', 'InvalidStateError');
      state.isTrusted = false;
      return dispatch(this, event);
    }
  }
  nano.finish(EventTarget);

  // Event handler attributes such as onabort: a listener that keeps its place when its function changes.
  const handlerAttribute = (prototype, type) => {
    const key = nano.symbol(`eventtarget.on${type}`);
    Object.defineProperty(prototype, `on${type}`, {
      get() {
        listenersOf(this);
        return this[key]?.value ?? null;
      },
      set(value) {
        listenersOf(this);
        value = isObject(value) ? value : null;
        let handler = this[key];
        if (value === null) {
          if (handler !== undefined) {
            this.removeEventListener(type, handler.callback);
            hide(this, key, undefined);
          }
          return;
        }
        if (handler === undefined) {
          handler = { value, callback: (event) => typeof handler.value === 'function' && handler.value.call(this, event) };
          hide(this, key, handler);
          this.addEventListener(type, handler.callback);
        }
        handler.value = value;
      },
      enumerable: true,
      configurable: true,
    });
  };

  nano.events = {
    handlerAttribute,
    // Makes an object an EventTarget that was not made by its constructor.
    becomeTarget: (object) => hide(object, kListeners, []),
    hasListeners: (target) => listenersOf(target).length > 0,
    // Calls `action` whenever a listener has been added or removed.
    whenListened: (target, action) => hide(target, kListened, action),
    // Dispatches an event of the platform's own.
    fire(target, type) {
      if (listenersOf(target).length === 0) return;
      const event = new Event(type);
      stateOf(event).isTrusted = true;
      dispatch(target, event);
    },
  };
  nano.Event = Event;
  nano.CustomEvent = CustomEvent;
  nano.EventTarget = EventTarget;
}
