// https://w3c.github.io/webcrypto/#Crypto-interface
(nano) => {
  'use strict';
  const { illegal, needArguments } = nano.convert;
  const QUOTA = 65_536;
  const kinds = new Set([
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'BigInt64Array',
    'BigUint64Array',
  ]);
  const kindOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

  class Crypto {
    constructor() {
      throw new TypeError('Crypto cannot be made with new');
    }

    getRandomValues(array) {
      if (this !== crypto) throw illegal();
      needArguments(arguments.length, 1, 'crypto.getRandomValues');
      if (!ArrayBuffer.isView(array)) throw new TypeError('the argument is not a typed array');
      if (!kinds.has(kindOf.call(array))) {
        throw new nano.DOMException('the argument is not an array of integers', 'TypeMismatchError');
      }
      if (array.byteLength > QUOTA) {
        throw new nano.DOMException(`${array.byteLength} bytes asked for (expected: at most ${QUOTA})`, 'QuotaExceededError');
      }
      const random = nano.bytes.fromHost(nano.host.randomBytes(array.byteLength));
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(random);
      return array;
    }

    randomUUID() {
      if (this !== crypto) throw illegal();
      return nano.host.randomUuid();
    }
  }
  const crypto = Object.create(nano.finish(Crypto).prototype);
  nano.Crypto = Crypto;
  nano.crypto = crypto;
}
