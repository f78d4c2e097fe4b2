// https://fetch.spec.whatwg.org/#fetch-method, as far as a server needs it: no CORS, no cache, no cookies.
(nano) => {
  'use strict';
  const { Error, Promise, TypeError, PromisePrototypeThen, StringPrototypeIndexOf, StringPrototypeSlice, StringPrototypeStartsWith } =
    nano.primordials;
  const { needArguments, quote } = nano.convert;
  const { bufferOf, byteLengthOf, byteOffsetOf } = nano.bytes;
  const { methodOf, urlOf, headersOf, redirectOf, signalOf } = nano.request;
  const CONTENT = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];
  const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization'];
  const { host } = nano;
  const { kKind, kBody, kUsed, EMPTY, TEXT, BYTES, SOURCE } = nano.body;
  const MAX_REDIRECTS = 20;

  const isRedirect = (status) => status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
  const hasNoBody = (status) => status === 101 || status === 103 || status === 204 || status === 205 || status === 304;
  // As undici does: the cause has the code.
  const failed = (why, code = 'UND_ERR_INVALID_ARG') => {
    const cause = new Error(why);
    cause.code = code;
    return new TypeError(`fetch failed: ${why}`, { cause });
  };
  const ignore = () => {};

  const withoutFragment = (href) => {
    const hash = StringPrototypeIndexOf(href, '#');
    return hash < 0 ? href : StringPrototypeSlice(href, 0, hash);
  };

  // Hands the body over to the call; returns what cancels a stream.
  const attach = (request, call) => {
    const body = request[kBody];
    switch (request[kKind]) {
      case EMPTY:
        return ignore;
      case TEXT:
        call.sendText(body);
        return ignore;
      case BYTES:
        call.sendBytes(bufferOf(body), byteOffsetOf(body), byteLengthOf(body));
        return ignore;
      case SOURCE:
        call.sendSource(body);
        return ignore;
      default: {
        const source = nano.streams.takeSource(body);
        if (source === undefined) return nano.streams.upload(body, call);
        call.sendSource(source);
        return ignore;
      }
    }
  };

  // One request and the head of its answer: the promise of { call }, since a promise looks for `then` on what it is resolved
  // with, and the call is the platform's own. `state` is what abort() below works on.
  const exchange = (state, hop) =>
    new Promise((resolve, reject) => {
      const call = host.outbound(hop.method, withoutFragment(hop.url), nano.headers.toHost(hop.headers));
      if (state.call !== null) call.follow(state.call);
      state.call = call;
      state.reject = reject;
      try {
        if (hop.request !== null) state.cancelUpload = attach(hop.request, call);
        call.start(
          (isAnswered) => (isAnswered ? resolve({ __proto__: null, call }) : reject(failed(call.error(), call.errorCode()))),
          () => {
            if (state.call === call) state.release();
          },
        );
      } catch (error) {
        // Too much at a time, or an error of Java's that must not reach the app as it is.
        call.cancel();
        reject(failed(error.message));
      }
    });

  const isHttp = (href) => StringPrototypeStartsWith(href, 'http:') || StringPrototypeStartsWith(href, 'https:');
  // A redirect without a fragment keeps the one there was. (A mark alone is none.)
  const withFragmentOf = (from, url) =>
    url.href.length - url.hashStart <= 1 && from.href.length - from.hashStart > 1
      ? StringPrototypeSlice(url.href, 0, url.hashStart) + StringPrototypeSlice(from.href, from.hashStart)
      : url.href;
  const removeAll = (headers, names) => {
    for (let i = 0; i < names.length; i++) nano.headers.remove(headers, names[i]);
  };

  // Where the answer sends us; null when it is to be given to the app as it is.
  const nextHop = (hop, call, redirect) => {
    if (!isRedirect(call.status()) || redirect === 'manual') return null;
    const location = call.header('location');
    if (redirect === 'error') throw failed(`${hop.url} redirects (redirect: 'error')`);
    if (location === null) return null;
    const from = nano.urls.parse(hop.url, null);
    const url = nano.urls.parse(location, hop.url);
    if (url === null || !isHttp(url.href)) {
      throw failed(`${hop.url} redirects to what is no HTTP URL: ${quote(location, 200)}`);
    }
    if (hop.count === MAX_REDIRECTS) throw failed(`more than ${MAX_REDIRECTS} redirects`);

    const status = call.status();
    const toGet =
      (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
      ((status === 301 || status === 302) && hop.method === 'POST');
    const next = {
      __proto__: null,
      method: toGet ? 'GET' : hop.method,
      url: withFragmentOf(from, url),
      headers: nano.headers.copy(hop.headers),
      request: toGet ? null : hop.request,
      count: hop.count + 1,
    };
    if (next.request !== null && next.request[kKind] !== TEXT && next.request[kKind] !== BYTES) {
      throw failed(`${hop.url} redirects, and the body of the request cannot be sent twice`);
    }
    if (toGet) {
      removeAll(next.headers, CONTENT);
    }
    if (nano.urls.originOf(url) !== nano.urls.originOf(from)) {
      removeAll(next.headers, CREDENTIALS);
    }
    return next;
  };

  const responseOf = (hop, call) => {
    const status = call.status();
    const isEmpty = hop.method === 'HEAD' || hasNoBody(status);
    const meta = { __proto__: null, type: 'basic', url: withoutFragment(hop.url), redirected: hop.count > 0 };
    const headers = nano.headers.fromLines(call.headers());
    const statusText = call.statusText();
    if (isEmpty) call.discard();
    return nano.response.fromFetch(status, statusText, headers, isEmpty ? null : call.body(), meta);
  };

  const run = async (request, state) => {
    const kind = nano.body.kindOf(request);
    if (kind !== EMPTY) {
      if (nano.body.isUnusable(request)) throw new TypeError('the body of the request has already been used');
      request[kUsed] = true;
    }
    let hop = {
      __proto__: null,
      method: methodOf(request),
      url: urlOf(request),
      headers: headersOf(request),
      request: kind === EMPTY ? null : request,
      count: 0,
    };
    if (!isHttp(hop.url)) {
      throw failed(`${quote(hop.url, 200)} is not an HTTP URL`);
    }
    for (;;) {
      const { call } = await exchange(state, hop);
      let next;
      try {
        next = nextHop(hop, call, redirectOf(request));
      } catch (error) {
        call.cancel();
        throw error;
      }
      if (next === null) return responseOf(hop, call);
      call.discard();
      hop = next;
    }
  };

  // Apart from the function below, and without its `resolve` and `reject`: a signal may live long, and what it holds must
  // not lead to the response, or a response that the app has forgotten could not be told from one that it still has.
  const abortWith = (signal, state) => () => {
    const reason = nano.abort.reasonOf(signal);
    state.cancelUpload(reason);
    if (state.call !== null) state.call.abort(reason);
    state.reject(reason);
    state.fail(reason);
  };

  nano.fetch = function fetch(input, init = undefined) {
    return new Promise((resolve, reject) => {
      needArguments(arguments.length, 1, 'fetch');
      const request = new nano.Request(input, init);
      const signal = signalOf(request);
      if (signal !== null && nano.abort.isAborted(signal)) {
        const reason = nano.abort.reasonOf(signal);
        if (nano.body.kindOf(request) === nano.body.STREAM) nano.streams.cancel(request[kBody], reason);
        throw reason;
      }
      const state = { __proto__: null, call: null, reject: ignore, fail: reject, cancelUpload: ignore, release: ignore };
      if (signal !== null) state.release = nano.abort.onAbort(signal, abortWith(signal, state));
      PromisePrototypeThen(
        run(request, state),
        (response) => {
          state.fail = ignore;
          resolve(response);
        },
        (error) => {
          state.release();
          reject(error);
        },
      );
    });
  };
}
