// https://fetch.spec.whatwg.org/#request-class
//
// The request at hand is an IncomingRequest: a Request that asks its Java side (HostRequest) for what the app reads.
(nano) => {
  'use strict';
  const { usvString, byteString, dictionary, illegal, needArguments } = nano.convert;
  const { kKind, kBody, kUsed, EMPTY, STREAM, UNASKED, extract, kindOf, isUnusable, mixInto, copyInto } = nano.body;
  const { Headers } = nano;
  const { appendIfAbsent, copy: copyHeaders, fromHost } = nano.headers;
  const kHost = nano.symbol('request.host');
  const kMethod = nano.symbol('request.method');
  const kUrl = nano.symbol('request.url');
  const kHeaders = nano.symbol('request.headers');
  const kSignal = nano.symbol('request.signal');
  const kOptions = nano.symbol('request.options');

  const DEFAULTS = Object.freeze({
    cache: 'default',
    credentials: 'same-origin',
    destination: '',
    duplex: 'half',
    integrity: '',
    keepalive: false,
    mode: 'cors',
    redirect: 'follow',
    referrer: 'about:client',
    referrerPolicy: '',
  });
  const CHOICES = {
    __proto__: null,
    cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
    credentials: ['omit', 'same-origin', 'include'],
    duplex: ['half'],
    mode: ['same-origin', 'no-cors', 'cors'],
    priority: ['high', 'low', 'auto'],
    redirect: ['follow', 'error', 'manual'],
    referrerPolicy: [
      '',
      'no-referrer',
      'no-referrer-when-downgrade',
      'same-origin',
      'origin',
      'strict-origin',
      'origin-when-cross-origin',
      'strict-origin-when-cross-origin',
      'unsafe-url',
    ],
  };
  const notToken = /[^!#-'*+\-.0-9A-Z^_`a-z|~]/;
  const forbiddenMethod = /^(connect|trace|track)$/i;
  const normalizedMethod = /^(delete|get|head|options|post|put)$/i;

  const methodOf = (value) => {
    const method = byteString(value);
    if (method === '' || notToken.test(method)) throw new TypeError(`${JSON.stringify(method)} is not a valid method`);
    if (forbiddenMethod.test(method)) throw new TypeError(`the method ${method} is not allowed`);
    return normalizedMethod.test(method) ? method.toUpperCase() : method;
  };

  const urlOf = (input) => {
    const text = usvString(input);
    const url = nano.URL.parse(text);
    if (url === null) throw new TypeError(`${JSON.stringify(text.slice(0, 200))} is not a valid absolute URL`);
    if (url.username !== '' || url.password !== '') throw new TypeError('the URL of a request must not hold credentials');
    return url.href;
  };

  const state = (request) => {
    if (request === undefined || request === null || request[kMethod] === undefined) throw illegal();
    return request;
  };
  const isRequest = (value) => typeof value === 'object' && value !== null && value[kMethod] !== undefined;

  function IncomingRequest(host) {
    this[kKind] = UNASKED;
    this[kBody] = null;
    this[kUsed] = false;
    this[kHost] = host;
    this[kMethod] = null;
    this[kUrl] = null;
    this[kHeaders] = null;
    this[kSignal] = null;
    this[kOptions] = DEFAULTS;
  }

  class Request {
    constructor(input, init = undefined) {
      needArguments(arguments.length, 1, 'Request');
      this[kKind] = EMPTY;
      this[kBody] = null;
      this[kUsed] = false;
      this[kHost] = null;
      this[kMethod] = 'GET';
      this[kUrl] = '';
      this[kHeaders] = null;
      this[kSignal] = null;
      this[kOptions] = DEFAULTS;
      initialize(this, input, dictionary(init, 'Request: the second argument'));
    }

    get method() {
      const method = state(this)[kMethod];
      return method === null ? (this[kMethod] = this[kHost].method()) : method;
    }

    get url() {
      const url = state(this)[kUrl];
      return url === null ? (this[kUrl] = this[kHost].url()) : url;
    }

    get headers() {
      const headers = state(this)[kHeaders];
      return headers === null ? (this[kHeaders] = fromHost(this[kHost])) : headers;
    }

    get signal() {
      return state(this)[kSignal] ?? (this[kSignal] = nano.abort.signalOfRequest(this[kHost]));
    }

    get cache() {
      return state(this)[kOptions].cache;
    }

    get credentials() {
      return state(this)[kOptions].credentials;
    }

    get destination() {
      return state(this)[kOptions].destination;
    }

    get duplex() {
      return state(this)[kOptions].duplex;
    }

    get integrity() {
      return state(this)[kOptions].integrity;
    }

    get isHistoryNavigation() {
      state(this);
      return false;
    }

    get isReloadNavigation() {
      state(this);
      return false;
    }

    get keepalive() {
      return state(this)[kOptions].keepalive;
    }

    get mode() {
      return state(this)[kOptions].mode;
    }

    get redirect() {
      return state(this)[kOptions].redirect;
    }

    get referrer() {
      return state(this)[kOptions].referrer;
    }

    get referrerPolicy() {
      return state(this)[kOptions].referrerPolicy;
    }

    clone() {
      if (isUnusable(state(this))) throw new TypeError('the body has already been used');
      const copy = new IncomingRequest(null);
      copyInto(this, copy);
      copy[kMethod] = this.method;
      copy[kUrl] = this.url;
      copy[kHeaders] = copyHeaders(this.headers);
      copy[kSignal] = nano.abort.follow(this.signal);
      copy[kOptions] = this[kOptions];
      return copy;
    }
  }

  const initialize = (request, input, init) => {
    let signal = null;
    const base = isRequest(input) ? input : null;
    if (base === null) {
      request[kUrl] = urlOf(input);
    } else {
      request[kUrl] = base.url;
      request[kMethod] = base.method;
      request[kOptions] = base[kOptions];
      signal = base.signal;
    }

    const options = { ...request[kOptions] };
    for (const name in CHOICES) {
      const value = init[name];
      if (value === undefined) continue;
      const text = `${value}`;
      if (!CHOICES[name].includes(text)) throw new TypeError(`${name}: ${text} (expected: ${CHOICES[name].join(', ')})`);
      options[name] = text;
    }
    if (init.window !== undefined && init.window !== null) throw new TypeError('window: can only be null');
    if (init.integrity !== undefined) options.integrity = `${init.integrity}`;
    if (init.keepalive !== undefined) options.keepalive = Boolean(init.keepalive);
    if (init.referrer !== undefined) options.referrer = referrerOf(init.referrer);
    if (options.cache === 'only-if-cached' && options.mode !== 'same-origin') {
      throw new TypeError("cache: only-if-cached (expected: with mode 'same-origin')");
    }
    request[kOptions] = options;

    if (init.method !== undefined) request[kMethod] = methodOf(init.method);
    if (init.signal !== undefined) {
      if (init.signal !== null && !nano.isInstance(init.signal, 'AbortSignal')) {
        throw new TypeError('signal: is not an AbortSignal');
      }
      signal = init.signal;
    }
    request[kSignal] = signal === null ? null : nano.abort.follow(signal);

    if (init.headers !== undefined) request[kHeaders] = new Headers(init.headers);
    else request[kHeaders] = base === null ? new Headers() : copyHeaders(base.headers);

    initializeBody(request, base, init);
  };

  const initializeBody = (request, base, init) => {
    const given = init.body !== undefined && init.body !== null;
    const inherits = !given && base !== null && kindOf(base) !== EMPTY;
    if ((given || inherits) && (request[kMethod] === 'GET' || request[kMethod] === 'HEAD')) {
      throw new TypeError(`a ${request[kMethod]} request cannot have a body`);
    }
    if (given) {
      const type = extract(request, init.body);
      if (type !== '') appendIfAbsent(request[kHeaders], 'content-type', type);
      if (request[kKind] === STREAM && init.duplex === undefined) {
        throw new TypeError("duplex: a request whose body is a stream needs duplex: 'half'");
      }
    } else if (inherits) {
      if (isUnusable(base)) throw new TypeError('the body of the request has already been used');
      // The body moves: the first request has none left to read.
      request[kKind] = base[kKind];
      request[kBody] = base[kBody];
      if (base[kKind] === STREAM) {
        request[kBody] = nano.streams.moved(base[kBody]);
      } else {
        base[kUsed] = true;
      }
    }
  };

  const referrerOf = (value) => {
    const text = usvString(value);
    if (text === '') return 'no-referrer';
    const url = nano.URL.parse(text);
    if (url === null) throw new TypeError(`referrer: ${JSON.stringify(text)} is not a valid absolute URL`);
    return url.href;
  };

  IncomingRequest.prototype = Request.prototype;
  mixInto(Request.prototype);
  nano.finish(Request);
  Object.defineProperty(Request.prototype, nano.symbol('inspect'), {
    value() {
      const { method, url, headers, bodyUsed, redirect, signal } = this;
      return { method, url, headers, bodyUsed, redirect, signal };
    },
  });

  nano.request = {
    isRequest,
    // The signal, or null when there is none yet and so nobody can abort it.
    signalOf: (request) => request[kSignal],
    incoming: (host) => new IncomingRequest(host),
  };
  nano.Request = Request;
}
