// https://fetch.spec.whatwg.org/#body-mixin
//
// A body stays what it was given as (text, bytes, a source on the Java side) until somebody asks for `.body`; only then is
// there a stream. Most bodies never become one.
(nano) => {
  'use strict';
  const {
    Promise,
    TypeError,
    JSONParse,
    ObjectGetOwnPropertyNames,
    PromisePrototypeThen,
    PromiseReject: rejected,
    PromiseResolve: resolved,
    ReflectDefineProperty,
    ReflectGetOwnPropertyDescriptor,
    StringPrototypeCharCodeAt,
    StringPrototypeSlice,
    StringPrototypeToWellFormed,
    Uint8Array,
  } = nano.primordials;
  const { usvString, illegal } = nano.convert;
  const { bufferOf, view, copy, fromHost, utf8, utf8Text } = nano.bytes;
  const { find } = nano.headers;
  const kKind = nano.symbol('body.kind');
  const kBody = nano.symbol('body.value');
  const kUsed = nano.symbol('body.used');
  const kHost = nano.symbol('request.host');
  const kMixin = nano.symbol('body.mixin');

  // What kBody holds.
  const EMPTY = 0; // nothing: the body is null
  const TEXT = 1; // a string
  const BYTES = 2; // a Uint8Array that nobody else writes to
  const SOURCE = 3; // a HostBody: bytes that are still to arrive
  const STREAM = 4; // a ReadableStream
  const UNASKED = 5; // the request at hand, whose body nobody has asked for yet

  // Sets `owner`'s body from what an app gave; returns the content type that goes with it, or ''.
  const extract = (owner, value) => {
    owner[kUsed] = false;
    if (typeof value === 'string') {
      owner[kKind] = TEXT;
      owner[kBody] = StringPrototypeToWellFormed(value);
      return 'text/plain;charset=UTF-8';
    }
    if (value === null || value === undefined) {
      owner[kKind] = EMPTY;
      owner[kBody] = null;
      return '';
    }
    if (typeof value === 'object') {
      const bytes = view(value);
      if (bytes !== undefined) {
        owner[kKind] = BYTES;
        owner[kBody] = copy(bytes);
        return '';
      }
      if (nano.isInstance(value, 'ReadableStream')) {
        if (nano.streams.isUnusable(value)) throw new TypeError('the stream is locked or has been read from');
        owner[kKind] = STREAM;
        owner[kBody] = value;
        return '';
      }
      if (nano.isInstance(value, 'URLSearchParams')) {
        owner[kKind] = TEXT;
        owner[kBody] = nano.urlSearchParams.textOf(value);
        return 'application/x-www-form-urlencoded;charset=UTF-8';
      }
      if (nano.isInstance(value, 'Blob')) {
        owner[kKind] = BYTES;
        owner[kBody] = nano.blobs.bytesOf(value);
        return nano.blobs.typeOf(value);
      }
      if (nano.isInstance(value, 'FormData')) {
        const form = nano.forms.encode(value);
        owner[kKind] = BYTES;
        owner[kBody] = form.bytes;
        return form.type;
      }
    }
    owner[kKind] = TEXT;
    owner[kBody] = usvString(value);
    return 'text/plain;charset=UTF-8';
  };

  const kindOf = (owner) => {
    const kind = owner === undefined || owner === null ? undefined : owner[kKind];
    if (kind === undefined) throw illegal();
    return kind === UNASKED ? askForBody(owner) : kind;
  };

  const askForBody = (request) => {
    const source = request[kHost].body();
    request[kBody] = source;
    return (request[kKind] = source === null ? EMPTY : SOURCE);
  };

  const isUsed = (owner) => {
    const kind = kindOf(owner);
    return kind === STREAM ? nano.streams.isDisturbed(owner[kBody]) : kind !== EMPTY && owner[kUsed];
  };

  const isUnusable = (owner) =>
    kindOf(owner) === STREAM ? nano.streams.isUnusable(owner[kBody]) : kindOf(owner) !== EMPTY && owner[kUsed];

  const streamOf = (owner) => {
    const kind = kindOf(owner);
    if (kind === EMPTY) return null;
    if (kind === STREAM) return owner[kBody];
    const value = owner[kBody];
    const stream =
      kind === SOURCE
        ? nano.streams.fromSource(value)
        : nano.streams.fromBytes(kind === TEXT ? utf8(value) : copy(value));
    // Already used up: a stream that is closed and counts as read.
    if (owner[kUsed]) nano.streams.exhaust(stream);
    owner[kKind] = STREAM;
    owner[kBody] = stream;
    return stream;
  };

  // Calls use(text) or use(bytes), whichever was asked for, as soon as the whole body is there.
  const whole = (owner, asText, use) => {
    try {
      const kind = kindOf(owner);
      if (kind === EMPTY) return resolved(use(asText ? '' : new Uint8Array(0)));
      if (isUnusable(owner)) return rejected(new TypeError('the body has already been used'));
      const value = owner[kBody];
      owner[kUsed] = true;
      if (kind === TEXT) return resolved(use(asText ? withoutMark(value) : utf8(value)));
      if (kind === BYTES) return resolved(use(asText ? utf8Text(value) : copy(value)));
      if (kind === SOURCE) return wholeSource(value, asText, use);
      return PromisePrototypeThen(nano.streams.readAll(value), (bytes) => use(asText ? utf8Text(bytes) : bytes));
    } catch (error) {
      return rejected(error);
    }
  };

  const withoutMark = (text) => (StringPrototypeCharCodeAt(text, 0) === 0xfeff ? StringPrototypeSlice(text, 1) : text);

  const PENDING = 0;
  const READY = 1;
  const FAILED = 3;
  const wholeSource = (source, asText, use) => {
    const take = (state) => {
      if (state === FAILED) throw source.failure() ?? new TypeError(source.error());
      return use(asText ? source.text() : fromHost(source.bytes()));
    };
    let settle;
    const state = source.readAll(asText, (later) => settle(later));
    if (state !== PENDING) return resolved(take(state));
    return new Promise((resolve, reject) => {
      settle = (later) => {
        try {
          resolve(take(later));
        } catch (error) {
          reject(error);
        }
      };
    });
  };

  // The content type as the headers have it, or ''.
  const mimeType = (owner) => find(owner[kMixin].headersOf(owner), 'content-type') ?? '';

  const asIs = (value) => value;
  const mixin = {
    get body() {
      return streamOf(this);
    },
    get bodyUsed() {
      return isUsed(this);
    },
    arrayBuffer() {
      return whole(this, false, bufferOf);
    },
    blob() {
      return whole(this, false, (bytes) => nano.blobs.fromBytes(bytes, mimeType(this)));
    },
    bytes() {
      return whole(this, false, asIs);
    },
    formData() {
      return whole(this, false, (bytes) => nano.forms.decode(bytes, mimeType(this)));
    },
    json() {
      return whole(this, true, JSONParse);
    },
    text() {
      return whole(this, true, asIs);
    },
  };
  // One set of functions would make Request.prototype.text === Response.prototype.text; nobody minds.
  const mixInto = (prototype, headersOf) => {
    const names = ObjectGetOwnPropertyNames(mixin);
    for (let i = 0; i < names.length; i++) {
      const member = ReflectGetOwnPropertyDescriptor(mixin, names[i]);
      ReflectDefineProperty(prototype, names[i], { __proto__: null, ...member });
    }
    ReflectDefineProperty(prototype, kMixin, { __proto__: null, value: { __proto__: null, headersOf } });
    nano.slots(prototype, [kKind, kBody, kUsed]);
  };

  // For clone(): gives `to` a body of its own with the same content.
  const copyInto = (from, to) => {
    if (isUnusable(from)) throw new TypeError('the body has already been used');
    if (kindOf(from) === SOURCE) streamOf(from);
    to[kKind] = from[kKind];
    to[kUsed] = false;
    if (from[kKind] === STREAM) {
      const branches = nano.streams.teeForClone(from[kBody]);
      from[kBody] = branches.one;
      to[kBody] = branches.two;
    } else {
      to[kBody] = from[kBody];
    }
  };

  nano.body = {
    kKind,
    kBody,
    kUsed,
    EMPTY,
    TEXT,
    BYTES,
    SOURCE,
    STREAM,
    UNASKED,
    PENDING,
    READY,
    FAILED,
    extract,
    kindOf,
    isUsed,
    isUnusable,
    streamOf,
    mixInto,
    copyInto,
  };
}
