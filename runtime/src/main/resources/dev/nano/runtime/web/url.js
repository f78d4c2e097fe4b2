// https://url.spec.whatwg.org/#url-class
//
// Java parses (UrlHost) and gives the serialization and where the components are in it, in one call; a component is a
// slice of that, made when it is asked for. Most URLs are asked for their path or one parameter and dropped.
(nano) => {
  'use strict';
  const { MathMax, TypeError, ObjectCreate, ReflectDefineProperty, StringPrototypeSlice, StringPrototypeStartsWith } =
    nano.primordials;
  const { needArguments, usvString, illegal, quote } = nano.convert;
  const urls = nano.host.url;
  const kState = nano.symbol('url.state');
  const kParams = nano.symbol('url.searchParams');
  const kParamsUrl = nano.symbol('urlSearchParams.url');

  // See UrlRecord for what the offsets are. A state is never changed: setters put another in its place.
  const newState = (href, protocolEnd, usernameEnd, hostStart, hostEnd, pathnameStart, searchStart, hashStart) => ({
    __proto__: null,
    href,
    protocolEnd,
    usernameEnd,
    hostStart,
    hostEnd,
    pathnameStart,
    searchStart,
    hashStart,
  });

  // null when the input, or the base unless that is null, is not a URL.
  const parse = (text, base) => urls.parse(text, base, newState);
  const optional = (base) => (base === undefined ? null : `${base}`);

  const stateOf = (url) => {
    // An app may call the accessors on anything.
    const state = url === undefined || url === null ? undefined : url[kState];
    if (state === undefined) throw illegal();
    return state;
  };

  const invalid = (text, base) =>
    new TypeError(`Invalid URL: ${quote(text, 200)}${base === null ? '' : ` with base ${quote(base, 200)}`}`);

  const hasHost = (state) => state.hostStart > state.protocolEnd;

  const originOf = (state) => {
    const { href, protocolEnd } = state;
    const protocol = StringPrototypeSlice(href, 0, protocolEnd);
    switch (protocol) {
      case 'http:':
      case 'https:':
      case 'ws:':
      case 'wss:':
      case 'ftp:':
        return protocol + '//' + StringPrototypeSlice(href, state.hostStart, state.pathnameStart);
      case 'blob:': {
        const inner = parse(StringPrototypeSlice(href, state.pathnameStart, state.searchStart), null);
        return inner !== null && StringPrototypeStartsWith(inner.href, 'http') ? originOf(inner) : 'null';
      }
      default:
        return 'null';
    }
  };

  // A query or fragment that is empty but there is not seen, neither is its mark.
  const unlessMarkAlone = (text) => (text.length === 1 ? '' : text);

  const set = (url, attribute, value) => {
    stateOf(url);
    const text = `${value}`;
    const state = urls.set(url[kState].href, attribute, text, newState);
    if (state !== null) url[kState] = state;
    return text;
  };

  const resetParams = (url, query) => {
    const params = url[kParams];
    if (params !== null) nano.urlSearchParams.reset(params, query);
  };

  class URL {
    constructor(url, base = undefined) {
      needArguments(arguments.length, 1, 'URL');
      const text = `${url}`;
      const baseText = optional(base);
      const state = parse(text, baseText);
      if (state === null) throw invalid(text, baseText);
      this[kState] = state;
      this[kParams] = null;
    }

    static parse(url, base = undefined) {
      needArguments(arguments.length, 1, 'URL.parse');
      const state = parse(`${url}`, optional(base));
      if (state === null) return null;
      const parsed = ObjectCreate(prototype);
      parsed[kState] = state;
      parsed[kParams] = null;
      return parsed;
    }

    static canParse(url, base = undefined) {
      needArguments(arguments.length, 1, 'URL.canParse');
      return parse(`${url}`, optional(base)) !== null;
    }

    get href() {
      return stateOf(this).href;
    }

    set href(value) {
      stateOf(this);
      const text = `${value}`;
      const state = parse(text, null);
      if (state === null) throw invalid(text, null);
      this[kState] = state;
      resetParams(this, StringPrototypeSlice(state.href, state.searchStart, state.hashStart));
    }

    get origin() {
      return originOf(stateOf(this));
    }

    get protocol() {
      const state = stateOf(this);
      return StringPrototypeSlice(state.href, 0, state.protocolEnd);
    }

    set protocol(value) {
      set(this, 'protocol', value);
    }

    get username() {
      const state = stateOf(this);
      return hasHost(state) ? StringPrototypeSlice(state.href, state.protocolEnd + 2, state.usernameEnd) : '';
    }

    set username(value) {
      set(this, 'username', value);
    }

    get password() {
      const state = stateOf(this);
      // Between the user name and the host: nothing, an at sign, or the password in its colon and at sign.
      return StringPrototypeSlice(state.href, state.usernameEnd + 1, MathMax(state.usernameEnd + 1, state.hostStart - 1));
    }

    set password(value) {
      set(this, 'password', value);
    }

    get host() {
      const state = stateOf(this);
      return hasHost(state) ? StringPrototypeSlice(state.href, state.hostStart, state.pathnameStart) : '';
    }

    set host(value) {
      set(this, 'host', value);
    }

    get hostname() {
      const state = stateOf(this);
      return StringPrototypeSlice(state.href, state.hostStart, state.hostEnd);
    }

    set hostname(value) {
      set(this, 'hostname', value);
    }

    get port() {
      const state = stateOf(this);
      return hasHost(state) ? StringPrototypeSlice(state.href, state.hostEnd + 1, state.pathnameStart) : '';
    }

    set port(value) {
      set(this, 'port', value);
    }

    get pathname() {
      const state = stateOf(this);
      return StringPrototypeSlice(state.href, state.pathnameStart, state.searchStart);
    }

    set pathname(value) {
      set(this, 'pathname', value);
    }

    get search() {
      const state = stateOf(this);
      return unlessMarkAlone(StringPrototypeSlice(state.href, state.searchStart, state.hashStart));
    }

    set search(value) {
      resetParams(this, usvString(set(this, 'search', value)));
    }

    get searchParams() {
      const state = stateOf(this);
      let params = this[kParams];
      if (params === null) {
        params = new nano.URLSearchParams(StringPrototypeSlice(state.href, state.searchStart, state.hashStart));
        params[kParamsUrl] = this;
        this[kParams] = params;
      }
      return params;
    }

    get hash() {
      const state = stateOf(this);
      return unlessMarkAlone(StringPrototypeSlice(state.href, state.hashStart));
    }

    set hash(value) {
      set(this, 'hash', value);
    }

    toJSON() {
      return stateOf(this).href;
    }

    toString() {
      return stateOf(this).href;
    }
  }
  nano.finish(URL);
  const { prototype } = URL;
  nano.slots(prototype, [kState, kParams]);
  ReflectDefineProperty(prototype, nano.symbol('inspect'), {
    __proto__: null,
    value() {
      const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = this;
      return { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash };
    },
  });

  // What the other files need.
  nano.urls = {
    // The state of a URL ({ href, ... }), or null.
    parse,
    // What throws as the constructor does.
    href(text) {
      const state = parse(text, null);
      if (state === null) throw invalid(text, null);
      return state.href;
    },
    hasCredentials: (state) => hasHost(state) && state.hostStart > state.protocolEnd + 2,
    protocolOf: (state) => StringPrototypeSlice(state.href, 0, state.protocolEnd),
    originOf,
    hrefOf: (url) => stateOf(url).href,
    // Sets the query to what its URLSearchParams have become, encoded already.
    replaceQuery(url, query) {
      const state = url[kState];
      const head = StringPrototypeSlice(state.href, 0, state.searchStart) + (query === '' ? '' : '?' + query);
      url[kState] = newState(
        head + StringPrototypeSlice(state.href, state.hashStart),
        state.protocolEnd,
        state.usernameEnd,
        state.hostStart,
        state.hostEnd,
        state.pathnameStart,
        state.searchStart,
        head.length,
      );
    },
  };
  nano.URL = URL;
}
