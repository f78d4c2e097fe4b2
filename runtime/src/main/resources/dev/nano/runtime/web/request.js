// https://fetch.spec.whatwg.org/#request-class
//
// The request at hand is an IncomingRequest: a Request that asks its Java side (HostRequest) for what the app reads.
(nano) => {
  'use strict';
  const {
    Boolean,
    TypeError,
    ArrayPrototypeJoin,
    ReflectDefineProperty,
    RegExpPrototypeExec,
    StringPrototypeToUpperCase,
  } = nano.primordials;
  const { usvString, byteString, dictionary, illegal, needArguments, quote, short } = nano.convert;
  const { kKind, kBody, kUsed, EMPTY, STREAM, UNASKED, extract, kindOf, isUnusable, mixInto, copyInto } = nano.body;
  const { Headers } = nano;
  const { appendIfAbsent, copy: copyHeaders, fromHost } = nano.headers;
  const kHost = nano.symbol('request.host');
  const kMethod = nano.symbol('request.method');
  const kUrl = nano.symbol('request.url');
  const kHeaders = nano.symbol('request.headers');
  const kSignal = nano.symbol('request.signal');
  const kOptions = nano.symbol('request.options');

  const DEFAULTS = {
    __proto__: null,
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
    priority: 'auto',
  };
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

  const checkedMethod = (value) => {
    const method = byteString(value);
    if (method === '' || RegExpPrototypeExec(notToken, method) !== null) throw new TypeError(`${quote(method, 64)} is not a valid method`);
    if (RegExpPrototypeExec(forbiddenMethod, method) !== null) throw new TypeError(`the method ${method} is not allowed`);
    return RegExpPrototypeExec(normalizedMethod, method) !== null ? StringPrototypeToUpperCase(method) : method;
  };

  const checkedUrl = (input) => {
    const text = usvString(input);
    const url = nano.urls.parse(text, null);
    if (url === null) throw new TypeError(`${quote(text, 200)} is not a valid absolute URL`);
    if (nano.urls.hasCredentials(url)) throw new TypeError('the URL of a request must not hold credentials');
    return url.href;
  };

  const state = (request) => {
    if (request === undefined || request === null || request[kMethod] === undefined) throw illegal();
    return request;
  };
  const isRequest = (value) => typeof value === 'object' && value !== null && value[kMethod] !== undefined;

  // What a request at hand has yet to ask its Java side for.
  const methodOf = (request) => {
    const method = request[kMethod];
    return method === null ? (request[kMethod] = request[kHost].method()) : method;
  };
  const urlOf = (request) => {
    const url = request[kUrl];
    return url === null ? (request[kUrl] = request[kHost].url()) : url;
  };
  const headersOf = (request) => {
    const headers = request[kHeaders];
    return headers === null ? (request[kHeaders] = fromHost(request[kHost])) : headers;
  };
  const signalOf = (request) => request[kSignal] ?? (request[kSignal] = nano.abort.signalOfRequest(request[kHost]));

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
      return methodOf(state(this));
    }

    get url() {
      return urlOf(state(this));
    }

    get headers() {
      return headersOf(state(this));
    }

    get signal() {
      return signalOf(state(this));
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
      copy[kMethod] = methodOf(this);
      copy[kUrl] = urlOf(this);
      copy[kHeaders] = copyHeaders(headersOf(this));
      copy[kSignal] = nano.abort.follow(signalOf(this));
      copy[kOptions] = this[kOptions];
      return copy;
    }
  }

  const isChoice = (choices, text) => {
    for (let i = 0; i < choices.length; i++) if (choices[i] === text) return true;
    return false;
  };

  const initialize = (request, input, init) => {
    let signal = null;
    const base = isRequest(input) ? input : null;
    if (base === null) {
      request[kUrl] = checkedUrl(input);
    } else {
      request[kUrl] = urlOf(base);
      request[kMethod] = methodOf(base);
      request[kOptions] = base[kOptions];
      signal = signalOf(base);
    }

    const options = { __proto__: null, ...request[kOptions] };
    for (const name in CHOICES) {
      const value = init[name];
      if (value === undefined) continue;
      const text = `${value}`;
      if (!isChoice(CHOICES[name], text)) {
        throw new TypeError(`${name}: ${short(text)} (expected: ${ArrayPrototypeJoin(CHOICES[name], ', ')})`);
      }
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

    if (init.method !== undefined) request[kMethod] = checkedMethod(init.method);
    const given = init.signal;
    if (given !== undefined) {
      if (given !== null && !nano.abort.isSignal(given)) throw new TypeError('signal: is not an AbortSignal');
      signal = given;
    }
    request[kSignal] = signal === null ? null : nano.abort.follow(signal);

    const { headers } = init;
    if (headers !== undefined) request[kHeaders] = new Headers(headers);
    else request[kHeaders] = base === null ? new Headers() : copyHeaders(headersOf(base));

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
    const url = nano.urls.parse(text, null);
    if (url === null) throw new TypeError(`referrer: ${quote(text, 200)} is not a valid absolute URL`);
    return url.href;
  };

  IncomingRequest.prototype = Request.prototype;
  mixInto(Request.prototype, headersOf);
  nano.finish(Request);
  nano.slots(Request.prototype, [kHost, kMethod, kUrl, kHeaders, kSignal, kOptions]);
  ReflectDefineProperty(Request.prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const { method, url, headers, bodyUsed, redirect, signal } = this;
      return { method, url, headers, bodyUsed, redirect, signal };
    },
  });

  nano.request = {
    isRequest,
    // The signal, or null when there is none yet and so nobody can abort it.
    signalOf: (request) => request[kSignal],
    methodOf,
    urlOf,
    headersOf,
    redirectOf: (request) => request[kOptions].redirect,
    incoming: (host) => new IncomingRequest(host),
  };
  nano.Request = Request;
}
