// https://streams.spec.whatwg.org, by web-streams-polyfill, and what bodies need of it.
//
// The polyfill keeps its state in properties with plain names, some of which are read here: its public functions cost a
// promise for each chunk. tests hold this together when the polyfill is updated.
(nano) => {
  'use strict';
  const {
    ArrayBuffer,
    ArrayBufferPrototypeGetByteLength,
    ArrayBufferPrototypeGetDetached: isDetached,
    ArrayBufferPrototypeTransfer: transfer,
    Boolean,
    DataView,
    Error,
    FunctionPrototypeSymbolHasInstance: isInstance,
    MathFloor,
    MathMin,
    MathTrunc,
    Number,
    NumberIsNaN,
    ObjectCreate,
    ObjectHasOwn: hasOwn,
    ObjectKeys,
    Promise,
    PromisePrototypeThen: thenOf,
    PromiseReject: rejected,
    PromiseResolve: resolved,
    RangeError,
    ReflectApply: applyTo,
    ReflectDefineProperty,
    ReflectGetOwnPropertyDescriptor,
    ReflectOwnKeys,
    String,
    StringPrototypeIndexOf,
    StringPrototypeSlice,
    SymbolAsyncIterator,
    SymbolIterator,
    SymbolToStringTag,
    TypeError,
    TypedArrayPrototypeGetSymbolToStringTag: viewName,
    TypedArrayPrototypeSet: setBytes,
    Uint8Array,
    hide,
    newList,
    split,
    uncurryThis,
    views,
  } = nano.primordials;
  const { PENDING, READY } = nano.body;
  const { fromHost, concat, isUint8Array, isView, lengthOf } = nano.bytes;
  const bytes = nano.bytes;
  const { report } = nano;
  const END = 2;
  const kSource = nano.symbol('stream.source');

  const kPull = nano.symbol('streams.[[PullSteps]]');
  const polyfill = nano.host.resource('vendor/web-streams-polyfill-4.3.0')(builtins(), { __proto__: null });
  const names = ObjectKeys(polyfill);
  for (let i = 0; i < names.length; i++) nano[names[i]] = polyfill[names[i]];
  const { ReadableStream, ReadableByteStreamController, ReadableStreamDefaultReader, TransformStream } = polyfill;

  // As they are before an app sees them.
  const methodOf = (constructor, name) => uncurryThis(constructor.prototype[name]);
  const getterOf = (constructor, name) => uncurryThis(ReflectGetOwnPropertyDescriptor(constructor.prototype, name).get);
  const getReader = methodOf(ReadableStream, 'getReader');
  const cancelStream = methodOf(ReadableStream, 'cancel');
  const isLocked = getterOf(ReadableStream, 'locked');
  const tee = methodOf(ReadableStream, 'tee');
  const pipeThrough = methodOf(ReadableStream, 'pipeThrough');
  const cancelReader = methodOf(ReadableStreamDefaultReader, 'cancel');
  const enqueueBytes = methodOf(ReadableByteStreamController, 'enqueue');
  const closeBytes = methodOf(ReadableByteStreamController, 'close');
  const byobRequestOf = getterOf(ReadableByteStreamController, 'byobRequest');
  const respondBytes = methodOf(polyfill.ReadableStreamBYOBRequest, 'respond');
  const enqueue = methodOf(polyfill.TransformStreamDefaultController, 'enqueue');
  const readableOf = getterOf(TransformStream, 'readable');
  const writableOf = getterOf(TransformStream, 'writable');
  const ignore = () => {};
  const ignoreFailure = (promise) => thenOf(promise, undefined, ignore);

  const shows = (constructor, properties) =>
    ReflectDefineProperty(constructor.prototype, nano.symbol('inspect'), {
      __proto__: null,
      value: properties,
      configurable: true,
    });
  for (let i = 0; i < names.length; i++) shows(polyfill[names[i]], () => ({}));
  shows(ReadableStream, function () {
    return { locked: isLocked(this), state: this._state };
  });

  // What StreamsPolyfill replaces the builtins of the polyfill by. Buffers, views and the polyfill's own records have the same
  // names for their parts.
  function builtins() {
    // The polyfill makes symbols for its internal methods. From the engine-wide registry they are the same in all contexts.
    const sharedSymbol = (name) => nano.symbol(`streams.${name}`);
    hide(sharedSymbol, 'asyncIterator', SymbolAsyncIterator);
    hide(sharedSymbol, 'iterator', SymbolIterator);
    hide(sharedSymbol, 'toStringTag', SymbolToStringTag);
    const define = (object, key, slot) => ReflectDefineProperty(object, key, { __proto__: null, ...slot });
    const number = (value) => Number(value);
    hide(number, 'isNaN', NumberIsNaN);
    hide(number, 'isFinite', (value) => typeof value === 'number' && value - value === 0);
    hide(number, 'MAX_SAFE_INTEGER', 2 ** 53 - 1);
    const fulfilled = resolved();
    const kOff = nano.symbol('streams.off');
    return {
      __proto__: null,
      ArrayBuffer,
      Boolean,
      DataView,
      Error,
      Math: { __proto__: null, ceil: (value) => -MathFloor(-value), floor: MathFloor, min: MathMin, trunc: MathTrunc },
      Number: number,
      Object: {
        __proto__: null,
        create: ObjectCreate,
        defineProperty: define,
        defineProperties(object, slots) {
          const keys = ReflectOwnKeys(slots);
          for (let i = 0; i < keys.length; i++) define(object, keys[i], slots[keys[i]]);
        },
      },
      Promise,
      RangeError,
      String,
      Symbol: sharedSymbol,
      TypeError,
      Uint8Array,
      // A WritableStream's own; apps get the signal only.
      AbortController: function () {
        const signal = nano.abort.create();
        return { __proto__: null, signal, abort: (reason) => nano.abort.abort(signal, reason) };
      },
      globalThis: { __proto__: null, DOMException: nano.DOMException },
      queueMicrotask: (step) => thenOf(fulfilled, step),
      addTo(list, item) {
        list[list.length] = item;
      },
      applyTo,
      bufferOf: (value) => (isView(value) ? bytes.bufferOf(value) : value.buffer),
      byteLengthOf: (value) =>
        isView(value)
          ? bytes.byteLengthOf(value)
          : hasOwn(value, 'byteLength')
            ? value.byteLength
            : ArrayBufferPrototypeGetByteLength(value),
      byteOffsetOf: (value) => (isView(value) ? bytes.byteOffsetOf(value) : value.byteOffset),
      constructorOf: (view) => views[viewName(view) ?? 'DataView'],
      hasOwn,
      isAborted: (signal) => nano.abort.isAborted(signal),
      isAbortSignal: (value) => nano.abort.isSignal(value),
      isDetached,
      isInstance,
      isView,
      // The polyfill copies arrays that it has just made.
      itemsOf: (array) => array,
      newList,
      offAbort(signal, step) {
        step[kOff]?.();
      },
      onAbort(signal, step) {
        hide(step, kOff, nano.abort.onAbort(signal, step));
      },
      reasonOf: (signal) => nano.abort.reasonOf(signal),
      rejected,
      resolved,
      // Fulfilled when all of the steps' promises are, or rejected as the first of them is.
      runAll: (steps) =>
        new Promise((resolve, reject) => {
          let left = steps.length;
          if (left === 0) resolve();
          for (let i = 0; i < steps.length; i++) {
            const step = steps[i];
            thenOf(step(), () => --left === 0 && resolve(), reject);
          }
        }),
      setBytes,
      thenOf,
      transfer,
    };
  }

  // What the polyfill's own objects that apps get are given after they have been made (see nano.slots).
  const SLOTS = {
    __proto__: null,
    ReadableByteStreamController:
      '_controlledReadableByteStream _pullAgain _pulling _byobRequest _queueTotalSize _queue _closeRequested _started ' +
      '_strategyHWM _pullAlgorithm _cancelAlgorithm _autoAllocateChunkSize _pendingPullIntos',
    ReadableStream: '_state _reader _storedError _disturbed _readableStreamController',
    ReadableStreamBYOBReader:
      '_ownerReadableStream _closedPromise_resolve _closedPromise_reject _closedPromise _readIntoRequests',
    ReadableStreamBYOBRequest: '_associatedReadableByteStreamController _view',
    ReadableStreamDefaultController:
      '_controlledReadableStream _queue _queueTotalSize _started _closeRequested _pullAgain _pulling ' +
      '_strategySizeAlgorithm _strategyHWM _pullAlgorithm _cancelAlgorithm',
    ReadableStreamDefaultReader:
      '_ownerReadableStream _closedPromise_resolve _closedPromise_reject _closedPromise _readRequests',
    TransformStream:
      '_writable _readable _backpressure _backpressureChangePromise _backpressureChangePromise_resolve ' +
      '_transformStreamController',
    TransformStreamDefaultController:
      '_controlledTransformStream _transformAlgorithm _flushAlgorithm _cancelAlgorithm _finishPromise ' +
      '_finishPromise_resolve _finishPromise_reject',
    WritableStream:
      '_state _storedError _writer _writableStreamController _writeRequests _inFlightWriteRequest _closeRequest ' +
      '_inFlightCloseRequest _pendingAbortRequest _backpressure',
    WritableStreamDefaultController:
      '_controlledWritableStream _queue _queueTotalSize _abortReason _abortController _started _strategySizeAlgorithm ' +
      '_strategyHWM _writeAlgorithm _closeAlgorithm _abortAlgorithm',
    WritableStreamDefaultWriter:
      '_ownerWritableStream _readyPromise_resolve _readyPromise_reject _readyPromise _readyPromiseState ' +
      '_closedPromise_resolve _closedPromise_reject _closedPromiseState _closedPromise',
  };
  for (const name in SLOTS) nano.slots(polyfill[name].prototype, split(SLOTS[name], ' '));

  // Asks for one chunk as a reader's read() does, but without a promise. `request` has _chunkSteps(chunk), _closeSteps()
  // and _errorSteps(error), called now or later.
  const read = (stream, request) => {
    stream._disturbed = true;
    if (stream._state === 'closed') request._closeSteps();
    else if (stream._state === 'errored') request._errorSteps(stream._storedError);
    else stream._readableStreamController[kPull](request);
  };

  const firstLine = (text) => {
    const end = StringPrototypeIndexOf(text, '\n');
    return end < 0 ? text : StringPrototypeSlice(text, 0, end);
  };

  // Calls onChunk(bytes) for each chunk, then onEnd() or onError(error). onChunk returns whether to go on at once; when
  // not, the function that is returned here goes on.
  const readEach = (stream, onChunk, onEnd, onError) => {
    let isInside = false;
    let isAgain = false;
    const readOn = () => {
      isAgain = true;
      // A chunk that is there already arrives inside of read(): a loop keeps the stack flat.
      if (isInside) return;
      isInside = true;
      while (isAgain) {
        isAgain = false;
        read(stream, request);
      }
      isInside = false;
    };
    const request = {
      __proto__: null,
      _chunkSteps(chunk) {
        if (!isUint8Array(chunk)) {
          const shown = StringPrototypeSlice(nano.inspect(chunk, { __proto__: null, depth: 0 }), 0, 100);
          const error = new TypeError(`a chunk of a body is ${shown} (expected: a Uint8Array)`);
          onError(error);
          if (stream._reader !== undefined) ignoreFailure(cancelReader(stream._reader, error));
        } else if (onChunk(chunk)) {
          readOn();
        }
      },
      _closeSteps: onEnd,
      _errorSteps: onError,
    };
    return readOn;
  };

  const isUnusable = (stream) => isLocked(stream) || stream._disturbed;

  // A body that is on the Java side, read chunk by chunk as the stream is.
  const fromSource = (source) => {
    const take = (controller, state) => {
      if (state === READY) {
        enqueueBytes(controller, fromHost(source.bytes()));
      } else if (state === END) {
        closeBytes(controller);
        const byob = byobRequestOf(controller);
        if (byob !== null) respondBytes(byob, 0);
      } else {
        throw source.failure() ?? new TypeError(source.error());
      }
    };
    const stream = new ReadableStream(
      {
        __proto__: null,
        type: 'bytes',
        pull(controller) {
          let settle;
          const state = source.read((later) => settle(later));
          if (state !== PENDING) return take(controller, state);
          return new Promise((resolve, reject) => {
            settle = (later) => {
              try {
                resolve(take(controller, later));
              } catch (error) {
                reject(error);
              }
            };
          });
        },
        cancel() {
          source.cancel();
        },
      },
      { __proto__: null, highWaterMark: 0 },
    );
    hide(stream, kSource, source);
    return stream;
  };

  const untouchedSource = (stream) => {
    const source = stream[kSource];
    return source !== undefined && !isUnusable(stream) && source.isUntouched() ? source : undefined;
  };

  const fromBytes = (bytes) =>
    new ReadableStream({
      __proto__: null,
      type: 'bytes',
      start(controller) {
        if (lengthOf(bytes) > 0) enqueueBytes(controller, bytes);
        closeBytes(controller);
      },
    });

  const through = (stream, transform) =>
    pipeThrough(stream, { __proto__: null, readable: readableOf(transform), writable: writableOf(transform) });

  nano.streams = {
    enqueue,
    readableOf,
    writableOf,
    cancel: (stream, reason) => ignoreFailure(cancelStream(stream, reason)),
    fromSource,
    fromBytes,
    isUnusable,
    isDisturbed: (stream) => stream._disturbed,

    // Leaves the stream as one that has been read to its end.
    exhaust(stream) {
      cancelStream(stream);
      getReader(stream);
    },

    // All bytes, as a promise.
    readAll(stream) {
      return new Promise((resolve, reject) => {
        const chunks = newList();
        let length = 0;
        getReader(stream);
        readEach(
          stream,
          (chunk) => {
            chunks[chunks.length] = chunk;
            length += lengthOf(chunk);
            return true;
          },
          () => resolve(concat(chunks, length)),
          reject,
        )();
      });
    },

    // Two streams with the same content. Those of bytes copy it themselves; others must not share chunks either.
    teeForClone(stream) {
      const branches = tee(stream);
      const one = branches[0];
      const two = branches[1];
      if (isInstance(ReadableByteStreamController, stream._readableStreamController)) return { __proto__: null, one, two };
      const copying = new TransformStream({
        __proto__: null,
        transform: (chunk, to) => enqueue(to, nano.structuredClone(chunk)),
      });
      return { __proto__: null, one, two: through(two, copying) };
    },

    // For new Request(request): the same content as a new stream; the old one counts as used.
    moved(stream) {
      const source = untouchedSource(stream);
      if (source === undefined) return through(stream, new TransformStream());
      stream._disturbed = true;
      getReader(stream);
      return fromSource(source);
    },

    // The body on the Java side that `stream` stands for and nobody has read from; the stream counts as used then.
    takeSource(stream) {
      const source = untouchedSource(stream);
      if (source !== undefined) {
        stream._disturbed = true;
        getReader(stream);
      }
      return source;
    },

    // Sends the stream as the body of an outbound request: a chunk whenever Java asks for one.
    upload(stream, call) {
      const reader = getReader(stream);
      const readOn = readEach(
        stream,
        (chunk) => {
          pulled.chunk(bytes.bufferOf(chunk), bytes.byteOffsetOf(chunk), bytes.byteLengthOf(chunk));
          return false;
        },
        () => pulled.end(),
        (error) => pulled.fail(`the body of the request failed: ${firstLine(report.describe(error))}`),
      );
      const cancel = (reason) => ignoreFailure(cancelReader(reader, reason));
      const pulled = call.sendPulled(readOn, () => cancel(new TypeError('the request is over')));
      return cancel;
    },

    // Sends the stream as the body of an answer, at the pace of the client.
    send(stream, out, host) {
      let isEnded = false;
      const reader = getReader(stream);
      const readOn = readEach(
        stream,
        (chunk) => {
          if (isEnded) return false;
          if (out.write(bytes.bufferOf(chunk), bytes.byteOffsetOf(chunk), bytes.byteLengthOf(chunk))) return true;
          out.whenWritable(readOn);
          return false;
        },
        () => {
          isEnded = true;
          out.end();
        },
        (error) => {
          if (isEnded) return;
          isEnded = true;
          out.abort();
          host.bodyFailed(report.describe(error));
        },
      );
      host.whenGone(1, () => {
        if (isEnded) return;
        isEnded = true;
        const reason = new nano.DOMException('nobody receives the response any more', 'AbortError');
        ignoreFailure(cancelReader(reader, reason));
      });
      readOn();
    },
  };
}
