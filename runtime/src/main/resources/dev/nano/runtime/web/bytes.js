// Bytes across the border to Java, and UTF-8. Both directions copy in bulk (docs/design/web-platform.md has the numbers).
(nano) => {
  'use strict';
  const {
    ArrayBuffer,
    ArrayBufferIsView: isView,
    ArrayBufferPrototypeGetByteLength,
    DataViewPrototypeGetBuffer,
    DataViewPrototypeGetByteLength,
    DataViewPrototypeGetByteOffset,
    SharedArrayBufferPrototypeGetByteLength,
    TypedArrayPrototypeGetBuffer,
    TypedArrayPrototypeGetByteLength,
    TypedArrayPrototypeGetByteOffset,
    TypedArrayPrototypeGetLength: lengthOf,
    TypedArrayPrototypeGetSymbolToStringTag: kindOf,
    TypedArrayPrototypeSet: set,
    Uint8Array,
  } = nano.primordials;
  const { TextDecoder, TextEncoder } = nano.engine;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const { decode, encode } = nano.engine;

  const answers = (getter, value) => {
    try {
      getter(value);
      return true;
    } catch {
      return false;
    }
  };

  const isArrayBuffer = (value) =>
    typeof value === 'object' && value !== null && !isView(value) && answers(ArrayBufferPrototypeGetByteLength, value);

  // Of a view of any kind. (A DataView has accessors of its own.)
  const isDataView = (view) => kindOf(view) === undefined;
  const bufferOf = (view) => (isDataView(view) ? DataViewPrototypeGetBuffer(view) : TypedArrayPrototypeGetBuffer(view));
  const byteLengthOf = (view) =>
    isDataView(view) ? DataViewPrototypeGetByteLength(view) : TypedArrayPrototypeGetByteLength(view);
  const byteOffsetOf = (view) =>
    isDataView(view) ? DataViewPrototypeGetByteOffset(view) : TypedArrayPrototypeGetByteOffset(view);

  nano.bytes = {
    isArrayBuffer,

    // A java.nio.ByteBuffer becomes a Uint8Array with memory of its own. The wrapping ArrayBuffer must not get out: each
    // access to it would go through the host.
    fromHost(byteBuffer) {
      const wrapped = new Uint8Array(new ArrayBuffer(byteBuffer));
      const bytes = new Uint8Array(lengthOf(wrapped));
      set(bytes, wrapped);
      return bytes;
    },

    utf8: (text) => encode(encoder, text),

    // Decodes as the body of a request or response is decoded: a byte order mark goes, errors become U+FFFD.
    utf8Text: (bytes) => decode(decoder, bytes),

    isShared: (value) =>
      SharedArrayBufferPrototypeGetByteLength !== undefined && answers(SharedArrayBufferPrototypeGetByteLength, value),

    isView,
    bufferOf,
    byteLengthOf,
    byteOffsetOf,
    lengthOf,

    isUint8Array: (value) => kindOf(value) === 'Uint8Array',

    // A view of the same memory as a Uint8Array; undefined when `source` is no BufferSource.
    view(source) {
      if (isView(source)) return new Uint8Array(bufferOf(source), byteOffsetOf(source), byteLengthOf(source));
      if (isArrayBuffer(source)) return new Uint8Array(source);
      return undefined;
    },

    // The same memory, from one index to another.
    part: (bytes, from, to) => new Uint8Array(bufferOf(bytes), byteOffsetOf(bytes) + from, to - from),

    copy(view) {
      const bytes = new Uint8Array(lengthOf(view));
      set(bytes, view);
      return bytes;
    },

    concat(chunks, length) {
      const bytes = new Uint8Array(length);
      let at = 0;
      for (let i = 0; i < chunks.length; i++) {
        set(bytes, chunks[i], at);
        at += lengthOf(chunks[i]);
      }
      return bytes;
    },
  };
}
