// https://streams.spec.whatwg.org, by web-streams-polyfill, and what bodies need of it.
//
// The polyfill keeps its state in properties with plain names, some of which are read here: its public functions cost a
// promise for each chunk. tests hold this together when the polyfill is updated.
(nano) => {
  'use strict';
  const { PENDING, READY } = nano.body;
  const { fromHost, concat } = nano.bytes;
  const END = 2;
  const kSource = nano.symbol('stream.source');

  // The polyfill makes symbols for its internal methods. From the engine-wide registry they are the same in all contexts.
  const sharedSymbol = Object.assign((name) => nano.symbol(`streams.${name}`), {
    asyncIterator: Symbol.asyncIterator,
    iterator: Symbol.iterator,
    toStringTag: Symbol.toStringTag,
  });
  const kPull = sharedSymbol('[[PullSteps]]');
  const polyfill = nano.host.resource('vendor/web-streams-polyfill-4.3.0')(sharedSymbol, {});
  Object.assign(nano, polyfill);
  const { ReadableStream, TransformStream } = polyfill;

  const shows = (constructor, properties) =>
    Object.defineProperty(constructor.prototype, nano.symbol('inspect'), { value: properties, configurable: true });
  for (const name of Object.keys(polyfill)) shows(polyfill[name], () => ({}));
  shows(ReadableStream, function () {
    return { locked: this.locked, state: this._state };
  });

  // Asks for one chunk as a reader's read() does, but without a promise. `request` has _chunkSteps(chunk), _closeSteps()
  // and _errorSteps(error), called now or later.
  const read = (stream, request) => {
    stream._disturbed = true;
    if (stream._state === 'closed') request._closeSteps();
    else if (stream._state === 'errored') request._errorSteps(stream._storedError);
    else stream._readableStreamController[kPull](request);
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
      _chunkSteps(chunk) {
        if (!(chunk instanceof Uint8Array)) {
          const error = new TypeError(`a chunk of a body is ${nano.inspect(chunk, { depth: 0 }).slice(0, 100)} (expected: a Uint8Array)`);
          onError(error);
          stream._reader?.cancel(error).catch(() => {});
        } else if (onChunk(chunk)) {
          readOn();
        }
      },
      _closeSteps: onEnd,
      _errorSteps: onError,
    };
    return readOn;
  };

  const isUnusable = (stream) => stream.locked || stream._disturbed;

  // A body that is on the Java side, read chunk by chunk as the stream is.
  const fromSource = (source) => {
    const take = (controller, state) => {
      if (state === READY) {
        controller.enqueue(fromHost(source.bytes()));
      } else if (state === END) {
        controller.close();
        controller.byobRequest?.respond(0);
      } else {
        throw source.failure() ?? new TypeError(source.error());
      }
    };
    const stream = new ReadableStream(
      {
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
      { highWaterMark: 0 },
    );
    Object.defineProperty(stream, kSource, { value: source });
    return stream;
  };

  const untouchedSource = (stream) => {
    const source = stream[kSource];
    return source !== undefined && !isUnusable(stream) && source.isUntouched() ? source : undefined;
  };

  const fromBytes = (bytes) =>
    new ReadableStream({
      type: 'bytes',
      start(controller) {
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
      },
    });

  nano.streams = {
    fromSource,
    fromBytes,
    isUnusable,
    isDisturbed: (stream) => stream._disturbed,

    // Leaves the stream as one that has been read to its end.
    exhaust(stream) {
      stream.cancel();
      stream.getReader();
    },

    // All bytes, as a promise.
    readAll(stream) {
      return new Promise((resolve, reject) => {
        const chunks = [];
        let length = 0;
        stream.getReader();
        readEach(
          stream,
          (chunk) => {
            chunks.push(chunk);
            length += chunk.length;
            return true;
          },
          () => resolve(concat(chunks, length)),
          reject,
        )();
      });
    },

    // Two streams with the same content. Those of bytes copy it themselves; others must not share chunks either.
    teeForClone(stream) {
      const [one, two] = stream.tee();
      if (stream._readableStreamController instanceof nano.ReadableByteStreamController) return [one, two];
      const copying = new TransformStream({ transform: (chunk, to) => to.enqueue(nano.structuredClone(chunk)) });
      return [one, two.pipeThrough(copying)];
    },

    // For new Request(request): the same content as a new stream; the old one counts as used.
    moved(stream) {
      const source = untouchedSource(stream);
      if (source === undefined) return stream.pipeThrough(new TransformStream());
      stream._disturbed = true;
      stream.getReader();
      return fromSource(source);
    },

    // The body on the Java side that `stream` stands for and nobody has read from; the stream counts as used then.
    takeSource(stream) {
      const source = untouchedSource(stream);
      if (source !== undefined) {
        stream._disturbed = true;
        stream.getReader();
      }
      return source;
    },

    // Sends the stream as the body of an outbound request: a chunk whenever Java asks for one.
    upload(stream, call) {
      const reader = stream.getReader();
      const readOn = readEach(
        stream,
        ({ buffer, byteOffset, byteLength }) => {
          pulled.chunk(buffer, byteOffset, byteLength);
          return false;
        },
        () => pulled.end(),
        (error) => pulled.fail(`the body of the request failed: ${nano.report.describe(error).split('\n', 1)[0]}`),
      );
      const cancel = (reason) => reader.cancel(reason).catch(() => {});
      const pulled = call.sendPulled(readOn, () => cancel(new TypeError('the request is over')));
      return cancel;
    },

    // Sends the stream as the body of an answer, at the pace of the client.
    send(stream, out, host) {
      let isEnded = false;
      const reader = stream.getReader();
      const readOn = readEach(
        stream,
        ({ buffer, byteOffset, byteLength }) => {
          if (isEnded) return false;
          if (out.write(buffer, byteOffset, byteLength)) return true;
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
          nano.report(error, `response body of request ${host.id()}`);
        },
      );
      host.whenGone(1, () => {
        if (isEnded) return;
        isEnded = true;
        reader.cancel(new nano.DOMException('nobody receives the response any more', 'AbortError')).catch(() => {});
      });
      readOn();
    },
  };
}
