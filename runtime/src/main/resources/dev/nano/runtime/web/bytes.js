// Bytes across the border to Java, and UTF-8. Both directions copy in bulk (docs/design/web-platform.md has the numbers).
(nano) => {
  'use strict';
  const { Uint8Array, ArrayBuffer } = globalThis;
  const { TextDecoder, TextEncoder } = nano.engine;
  const encoder = new TextEncoder();
  const { isView } = ArrayBuffer;
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  const set = typedArray.set;
  const byteLengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength').get;
  const sharedLengthOf =
    typeof SharedArrayBuffer === 'function'
      ? Object.getOwnPropertyDescriptor(SharedArrayBuffer.prototype, 'byteLength').get
      : undefined;

  const answers = (getter, value) => {
    try {
      getter.call(value);
      return true;
    } catch {
      return false;
    }
  };

  const isArrayBuffer = (value) => value instanceof ArrayBuffer && answers(byteLengthOf, value);

  nano.bytes = {
    isArrayBuffer,

    // A java.nio.ByteBuffer becomes a Uint8Array with memory of its own. The wrapping ArrayBuffer must not get out: each
    // access to it would go through the host.
    fromHost(byteBuffer) {
      const wrapped = new Uint8Array(new ArrayBuffer(byteBuffer));
      const bytes = new Uint8Array(wrapped.length);
      set.call(bytes, wrapped);
      return bytes;
    },

    utf8: (text) => encoder.encode(text),

    // Decodes as the body of a request or response is decoded: a byte order mark goes, errors become U+FFFD.
    utf8Text: (bytes) => new TextDecoder().decode(bytes),

    isShared: (value) => sharedLengthOf !== undefined && answers(sharedLengthOf, value),

    isView,

    // A view of the same memory as a Uint8Array; undefined when `source` is no BufferSource.
    view(source) {
      if (isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
      if (isArrayBuffer(source)) return new Uint8Array(source);
      return undefined;
    },

    copy(view) {
      const bytes = new Uint8Array(view.length);
      set.call(bytes, view);
      return bytes;
    },

    concat(chunks, length) {
      const bytes = new Uint8Array(length);
      let at = 0;
      for (const chunk of chunks) {
        set.call(bytes, chunk, at);
        at += chunk.length;
      }
      return bytes;
    },
  };
}
