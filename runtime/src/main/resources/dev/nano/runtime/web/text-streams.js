// https://encoding.spec.whatwg.org/#interface-textdecoderstream and TextEncoderStream
(nano) => {
  'use strict';
  const { TypeError, StringPrototypeCharCodeAt, StringPrototypeSlice, hide } = nano.primordials;
  const { usvString, illegal } = nano.convert;
  const { enqueue, readableOf, writableOf } = nano.streams;
  const kStream = nano.symbol('textstream');

  const stateOf = (stream) => {
    const state = stream === undefined || stream === null ? undefined : stream[kStream];
    if (state === undefined) throw illegal();
    return state;
  };

  class TextEncoderStream {
    constructor() {
      // The first half of a surrogate pair whose second half is still to come.
      let pending = '';
      const transform = new nano.TransformStream({
        __proto__: null,
        transform(chunk, controller) {
          let text = pending + `${chunk}`;
          pending = '';
          const last = StringPrototypeCharCodeAt(text, text.length - 1);
          if (last >= 0xd800 && last <= 0xdbff) {
            pending = StringPrototypeSlice(text, -1);
            text = StringPrototypeSlice(text, 0, -1);
          }
          if (text !== '') enqueue(controller, nano.bytes.utf8(usvString(text)));
        },
        flush(controller) {
          if (pending !== '') enqueue(controller, nano.bytes.utf8('\ufffd'));
        },
      });
      hide(this, kStream, { __proto__: null, transform });
    }

    get encoding() {
      stateOf(this);
      return 'utf-8';
    }

    get readable() {
      return readableOf(stateOf(this).transform);
    }

    get writable() {
      return writableOf(stateOf(this).transform);
    }
  }

  class TextDecoderStream {
    constructor(label = 'utf-8', options = undefined) {
      const decoder = nano.encoding.newDecoder(label, options);
      const transform = new nano.TransformStream({
        __proto__: null,
        transform(chunk, controller) {
          if (chunk === undefined) throw new TypeError('the chunk is not an ArrayBuffer or a view of one');
          const text = nano.encoding.decode(decoder, chunk, true);
          if (text !== '') enqueue(controller, text);
        },
        flush(controller) {
          const text = nano.encoding.decode(decoder, undefined, false);
          if (text !== '') enqueue(controller, text);
        },
      });
      hide(this, kStream, { __proto__: null, transform, decoder });
    }

    get encoding() {
      return stateOf(this).decoder.encoding;
    }

    get fatal() {
      return stateOf(this).decoder.fatal;
    }

    get ignoreBOM() {
      return stateOf(this).decoder.ignoreBOM;
    }

    get readable() {
      return readableOf(stateOf(this).transform);
    }

    get writable() {
      return writableOf(stateOf(this).transform);
    }
  }

  nano.TextEncoderStream = nano.finish(TextEncoderStream);
  nano.TextDecoderStream = nano.finish(TextDecoderStream);
}
