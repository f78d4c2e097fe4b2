// https://w3c.github.io/webcrypto/#Crypto-interface
(nano) => {
  'use strict';
  const { TypeError, ObjectCreate, TypedArrayPrototypeGetSymbolToStringTag: kindOf, TypedArrayPrototypeSet } =
    nano.primordials;
  const { byteLengthOf, isView, view } = nano.bytes;
  const { illegal, needArguments } = nano.convert;
  const QUOTA = 65_536;
  const KINDS = {
    __proto__: null,
    Int8Array: true,
    Uint8Array: true,
    Uint8ClampedArray: true,
    Int16Array: true,
    Uint16Array: true,
    Int32Array: true,
    Uint32Array: true,
    BigInt64Array: true,
    BigUint64Array: true,
  };

  class Crypto {
    constructor() {
      throw new TypeError('Crypto cannot be made with new');
    }

    getRandomValues(array) {
      if (this !== crypto) throw illegal();
      needArguments(arguments.length, 1, 'crypto.getRandomValues');
      if (!isView(array)) throw new TypeError('the argument is not a typed array');
      if (!KINDS[kindOf(array)]) {
        throw new nano.DOMException('the argument is not an array of integers', 'TypeMismatchError');
      }
      const length = byteLengthOf(array);
      if (length > QUOTA) {
        throw new nano.DOMException(`${length} bytes asked for (expected: at most ${QUOTA})`, 'QuotaExceededError');
      }
      TypedArrayPrototypeSet(view(array), nano.bytes.fromHost(nano.host.randomBytes(length)));
      return array;
    }

    randomUUID() {
      if (this !== crypto) throw illegal();
      return nano.host.randomUuid();
    }
  }
  const crypto = ObjectCreate(nano.finish(Crypto).prototype);
  nano.Crypto = Crypto;
  nano.crypto = crypto;
}
