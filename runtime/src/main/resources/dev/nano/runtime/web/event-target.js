// https://dom.spec.whatwg.org/#events: Event, CustomEvent and EventTarget. There is no tree, so an event has one target.
(nano) => {
  'use strict';
  const { Boolean, TypeError, ReflectApply, ReflectDefineProperty, copyList, hide, newList, removeFrom } = nano.primordials;
  const { dictionary, illegal, isObject, needArguments } = nano.convert;
  const { report } = nano;
  const { host } = nano;
  const kEvent = nano.symbol('event.state');
  const kListeners = nano.symbol('eventtarget.listeners');
  const kListened = nano.symbol('eventtarget.listened');

  const stateOf = (event) => {
    const state = event === undefined || event === null ? undefined : event[kEvent];
    if (state === undefined) throw illegal();
    return state;
  };

  class Event {
    constructor(type, init = undefined) {
      needArguments(arguments.length, 1, 'Event');
      init = dictionary(init, 'Event: the second argument');
      hide(this, kEvent, {
        __proto__: null,
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
      ReflectDefineProperty(this, 'isTrusted', { __proto__: null, get: isTrusted, enumerable: true });
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
      if (!value) cancel(stateOf(this));
    }
    preventDefault() {
      cancel(stateOf(this));
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
      initialize(stateOf(this), type, bubbles, cancelable);
    }
  }
  const cancel = (state) => {
    if (state.cancelable && !state.isPassive) state.isCanceled = true;
  };
  const initialize = (state, type, bubbles, cancelable) => {
    if (state.isDispatched) return;
    state.type = `${type}`;
    state.bubbles = Boolean(bubbles);
    state.cancelable = Boolean(cancelable);
    state.isTrusted = false;
    state.target = null;
    state.isStopped = false;
    state.isStoppedAtOnce = false;
    state.isCanceled = false;
  };
  const { get: isTrusted } = nano.primordials.ReflectGetOwnPropertyDescriptor(
    {
      get isTrusted() {
        return stateOf(this).isTrusted;
      },
    },
    'isTrusted',
  );
  nano.finish(Event);
  const PHASES = { __proto__: null, NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };
  for (const name in PHASES) {
    const phase = { __proto__: null, value: PHASES[name], enumerable: true };
    ReflectDefineProperty(Event, name, phase);
    ReflectDefineProperty(Event.prototype, name, phase);
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
      initialize(stateOf(this), type, bubbles, cancelable);
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
  const find = (listeners, type, callback, capture) => {
    for (let i = 0; i < listeners.length; i++) {
      const listener = listeners[i];
      if (listener.type === type && listener.callback === callback && listener.capture === capture) return listener;
    }
    return undefined;
  };

  const add = (target, type, callback, capture, once, passive) => {
    const listener = { __proto__: null, type, callback, capture, once, passive, removed: false };
    const listeners = listenersOf(target);
    listeners[listeners.length] = listener;
    target[kListened]?.();
    return listener;
  };

  const remove = (target, listener) => {
    listener.removed = true;
    const listeners = listenersOf(target);
    removeFrom(listeners, listener);
    target[kListened]?.();
  };

  const call = (listener, target, event) => {
    try {
      const { callback } = listener;
      if (typeof callback === 'function') {
        ReflectApply(callback, target, [event]);
      } else {
        const { handleEvent } = callback;
        if (typeof handleEvent !== 'function') throw new TypeError('handleEvent is not a function');
        ReflectApply(handleEvent, callback, [event]);
      }
    } catch (error) {
      report(error, 'Uncaught');
    }
  };

  const dispatch = (target, event) => {
    const state = stateOf(event);
    state.isDispatched = true;
    state.target = target;
    state.currentTarget = target;
    // Listeners that are added meanwhile do not see this event; those removed meanwhile do not either.
    if (!state.isStopped) {
      const listeners = copyList(listenersOf(target));
      for (let i = 0; i < listeners.length; i++) {
        const listener = listeners[i];
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
      hide(this, kListeners, newList());
    }

    addEventListener(type, callback, options = undefined) {
      needArguments(arguments.length, 2, 'EventTarget.addEventListener');
      const listeners = listenersOf(this);
      type = `${type}`;
      if (callback !== null && callback !== undefined && !isObject(callback)) {
        throw new TypeError('the listener is not a function or an object');
      }
      const capture = captures(options);
      const { once, passive, signal } = dictionary(isObject(options) ? options : undefined, 'options');
      if (signal !== undefined && !nano.abort.isSignal(signal)) throw new TypeError('signal: is not an AbortSignal');
      if (callback === null || callback === undefined || (signal !== undefined && nano.abort.isAborted(signal))) return;
      if (find(listeners, type, callback, capture) !== undefined) return;
      const listener = add(this, type, callback, capture, Boolean(once), Boolean(passive));
      if (signal !== undefined) nano.abort.onAbort(signal, () => remove(this, listener));
    }

    removeEventListener(type, callback, options = undefined) {
      needArguments(arguments.length, 2, 'EventTarget.removeEventListener');
      const capture = captures(options);
      type = `${type}`;
      const listener = find(listenersOf(this), type, callback, capture);
      if (listener !== undefined) remove(this, listener);
    }

    dispatchEvent(event) {
      needArguments(arguments.length, 1, 'EventTarget.dispatchEvent');
      listenersOf(this);
      if (!isObject(event) || event[kEvent] === undefined) throw new TypeError('the event is not an Event');
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
    ReflectDefineProperty(prototype, `on${type}`, {
      __proto__: null,
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
            remove(this, handler.listener);
            hide(this, key, undefined);
          }
          return;
        }
        if (handler === undefined) {
          handler = { __proto__: null, value, listener: null };
          hide(this, key, handler);
          const callback = (event) => typeof handler.value === 'function' && ReflectApply(handler.value, this, [event]);
          handler.listener = add(this, type, callback, false, false, false);
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
    becomeTarget: (object) => hide(object, kListeners, newList()),
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
