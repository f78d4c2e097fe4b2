// https://encoding.spec.whatwg.org/#interface-textdecoderstream and TextEncoderStream
(nano) => {
  'use strict';
  const { usvString, illegal } = nano.convert;
  const kStream = nano.symbol('textstream');
  const hide = (object, key, value) => Object.defineProperty(object, key, { value, writable: true, configurable: true });

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
        transform(chunk, controller) {
          let text = pending + `${chunk}`;
          pending = '';
          const last = text.charCodeAt(text.length - 1);
          if (last >= 0xd800 && last <= 0xdbff) {
            pending = text.slice(-1);
            text = text.slice(0, -1);
          }
          if (text !== '') controller.enqueue(nano.bytes.utf8(usvString(text)));
        },
        flush(controller) {
          if (pending !== '') controller.enqueue(nano.bytes.utf8('\ufffd'));
        },
      });
      hide(this, kStream, { transform });
    }

    get encoding() {
      stateOf(this);
      return 'utf-8';
    }

    get readable() {
      return stateOf(this).transform.readable;
    }

    get writable() {
      return stateOf(this).transform.writable;
    }
  }

  class TextDecoderStream {
    constructor(label = 'utf-8', options = undefined) {
      const decoder = new nano.TextDecoder(label, options);
      const transform = new nano.TransformStream({
        transform(chunk, controller) {
          if (chunk === undefined) throw new TypeError('the chunk is not an ArrayBuffer or a view of one');
          const text = decoder.decode(chunk, { stream: true });
          if (text !== '') controller.enqueue(text);
        },
        flush(controller) {
          const text = decoder.decode();
          if (text !== '') controller.enqueue(text);
        },
      });
      hide(this, kStream, { transform, decoder });
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
      return stateOf(this).transform.readable;
    }

    get writable() {
      return stateOf(this).transform.writable;
    }
  }

  nano.TextEncoderStream = nano.finish(TextEncoderStream);
  nano.TextDecoderStream = nano.finish(TextDecoderStream);
}
