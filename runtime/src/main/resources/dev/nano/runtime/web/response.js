// https://fetch.spec.whatwg.org/#response-class
(nano) => {
  'use strict';
  const {
    MathTrunc,
    RangeError,
    String,
    TypeError,
    JSONStringify,
    ReflectDefineProperty,
    RegExpPrototypeExec,
    StringPrototypeToWellFormed,
  } = nano.primordials;
  const { usvString, byteString, dictionary, illegal, needArguments, short } = nano.convert;
  const { kKind, kBody, kUsed, EMPTY, TEXT, SOURCE, extract, isUnusable, mixInto, copyInto } = nano.body;
  const { Headers } = nano;
  const { append, appendIfAbsent, copy: copyHeaders, freeze, toHost } = nano.headers;
  const kStatus = nano.symbol('response.status');
  const kStatusText = nano.symbol('response.statusText');
  const kHeaders = nano.symbol('response.headers');
  const kContentType = nano.symbol('response.contentType');
  const kMeta = nano.symbol('response.meta');

  const PLAIN = { __proto__: null, type: 'default', url: '', redirected: false };
  const ERROR = { __proto__: null, type: 'error', url: '', redirected: false };
  const notReasonPhrase = /[^\t\x20-\x7e\x80-\xff]/;
  const hasNoBody = (status) => status === 101 || status === 204 || status === 205 || status === 304;

  // While kHeaders is null, the headers are kContentType alone ('' for none): a plain response never makes them.
  const headersOf = (response) => {
    let headers = response[kHeaders];
    if (headers === null) {
      headers = response[kHeaders] = new Headers();
      if (response[kContentType] !== '') append(headers, 'content-type', response[kContentType]);
    }
    return headers;
  };

  const statusOf = (value) => {
    // unsigned short, then the range the constructor allows
    const status = MathTrunc(+value) & 0xffff;
    if (status < 200 || status > 599) throw new RangeError(`status: ${short(String(value))} (expected: 200 to 599)`);
    return status;
  };

  const state = (response) => {
    if (response === undefined || response === null || response[kStatus] === undefined) throw illegal();
    return response;
  };

  class Response {
    constructor(body = null, init = undefined) {
      this[kKind] = EMPTY;
      this[kBody] = null;
      this[kUsed] = false;
      this[kStatus] = 200;
      this[kStatusText] = '';
      this[kHeaders] = null;
      this[kContentType] = '';
      this[kMeta] = PLAIN;
      if (init !== undefined && init !== null) initialize(this, init);
      const type = extract(this, body);
      if (type !== '') defaultType(this, type);
      if (body !== null && body !== undefined && hasNoBody(this[kStatus])) {
        throw new TypeError(`a response with status ${this[kStatus]} cannot have a body`);
      }
    }

    static error() {
      const response = new Response();
      response[kMeta] = ERROR;
      response[kStatus] = 0;
      freeze(headersOf(response));
      return response;
    }

    static json(data, init = undefined) {
      needArguments(arguments.length, 1, 'Response.json');
      const text = JSONStringify(data);
      if (text === undefined) throw new TypeError('Response.json: the value cannot be written as JSON');
      const response = new Response(null, init);
      if (hasNoBody(response[kStatus])) {
        throw new TypeError(`a response with status ${response[kStatus]} cannot have a body`);
      }
      response[kKind] = TEXT;
      response[kBody] = StringPrototypeToWellFormed(text);
      defaultType(response, 'application/json');
      return response;
    }

    static redirect(url, status = 302) {
      needArguments(arguments.length, 1, 'Response.redirect');
      const location = nano.urls.href(usvString(url));
      status = MathTrunc(+status) & 0xffff;
      if (status !== 301 && status !== 302 && status !== 303 && status !== 307 && status !== 308) {
        throw new RangeError(`status: ${status} (expected: 301, 302, 303, 307 or 308)`);
      }
      const response = new Response();
      response[kStatus] = status;
      const headers = headersOf(response);
      append(headers, 'location', location);
      freeze(headers);
      return response;
    }

    get type() {
      return state(this)[kMeta].type;
    }

    get url() {
      return state(this)[kMeta].url;
    }

    get redirected() {
      return state(this)[kMeta].redirected;
    }

    get status() {
      return state(this)[kStatus];
    }

    get ok() {
      const status = state(this)[kStatus];
      return status >= 200 && status <= 299;
    }

    get statusText() {
      return state(this)[kStatusText];
    }

    get headers() {
      return headersOf(state(this));
    }

    clone() {
      const copy = new Response();
      copyInto(state(this), copy);
      copy[kStatus] = this[kStatus];
      copy[kStatusText] = this[kStatusText];
      copy[kContentType] = this[kContentType];
      copy[kMeta] = this[kMeta];
      if (this[kHeaders] !== null) copy[kHeaders] = copyHeaders(this[kHeaders]);
      return copy;
    }
  }

  const initialize = (response, init) => {
    init = dictionary(init, 'Response: the second argument');
    // Web IDL reads the members of a dictionary in the order of their names, then the constructor looks at them.
    const { headers, status, statusText } = init;
    if (status !== undefined) response[kStatus] = statusOf(status);
    if (statusText !== undefined) {
      const text = byteString(statusText);
      if (RegExpPrototypeExec(notReasonPhrase, text) !== null) throw new TypeError('statusText has a character that a reason phrase cannot have');
      response[kStatusText] = text;
    }
    if (headers !== undefined) response[kHeaders] = new Headers(headers);
  };

  const defaultType = (response, type) => {
    const headers = response[kHeaders];
    if (headers === null) response[kContentType] = type;
    else appendIfAbsent(headers, 'content-type', type);
  };

  mixInto(Response.prototype, headersOf);
  nano.finish(Response);
  nano.slots(Response.prototype, [kStatus, kStatusText, kHeaders, kContentType, kMeta]);
  ReflectDefineProperty(Response.prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const { status, statusText, headers, bodyUsed, ok, redirected, type, url } = this;
      return { status, statusText, headers, bodyUsed, ok, redirected, type, url };
    },
  });

  nano.response = {
    kStatus,
    isResponse: (value) => typeof value === 'object' && value !== null && value[kStatus] !== undefined,
    isUnusable,
    // The headers as one string for Java.
    headersToHost(response) {
      const headers = response[kHeaders];
      if (headers !== null) return toHost(headers);
      return response[kContentType] === '' ? '' : `content-type\n${response[kContentType]}`;
    },
    // A response of fetch(): body is a HostBody or null.
    fromFetch(status, statusText, headers, source, meta) {
      const response = new Response();
      response[kStatus] = status;
      response[kStatusText] = statusText;
      response[kHeaders] = headers;
      response[kMeta] = meta;
      if (source !== null) {
        response[kKind] = SOURCE;
        response[kBody] = source;
      }
      return response;
    },
  };
  nano.Response = Response;
}
