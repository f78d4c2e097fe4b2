// https://fetch.spec.whatwg.org/#fetch-method, as far as a server needs it: no CORS, no cache, no cookies.
(nano) => {
  'use strict';
  const { needArguments } = nano.convert;
  const { host } = nano;
  const { kKind, kBody, kUsed, EMPTY, TEXT, BYTES, SOURCE } = nano.body;
  const MAX_REDIRECTS = 20;

  const isRedirect = (status) => status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
  const hasNoBody = (status) => status === 101 || status === 103 || status === 204 || status === 205 || status === 304;
  const failed = (why) => new TypeError(`fetch failed: ${why}`);
  const ignore = () => {};

  const withoutFragment = (href) => {
    const hash = href.indexOf('#');
    return hash < 0 ? href : href.slice(0, hash);
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
        call.sendBytes(body.buffer, body.byteOffset, body.byteLength);
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

  // One request and the head of its answer. `state` is what abort() below works on.
  const exchange = (state, hop) =>
    new Promise((resolve, reject) => {
      const call = host.outbound(hop.method, withoutFragment(hop.url), nano.headers.toHost(hop.headers));
      state.call = call;
      state.reject = reject;
      try {
        if (hop.request !== null) state.cancelUpload = attach(hop.request, call);
        call.start(
          (isAnswered) => (isAnswered ? resolve(call) : reject(failed(call.error()))),
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

  // Where the answer sends us; null when it is to be given to the app as it is.
  const nextHop = (hop, call, redirect) => {
    if (!isRedirect(call.status()) || redirect === 'manual') return null;
    const location = call.header('location');
    if (redirect === 'error') throw failed(`${hop.url} redirects (redirect: 'error')`);
    if (location === null) return null;
    const from = new nano.URL(hop.url);
    const url = nano.URL.parse(location, hop.url);
    if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
      throw failed(`${hop.url} redirects to what is no HTTP URL: ${JSON.stringify(location.slice(0, 200))}`);
    }
    if (hop.count === MAX_REDIRECTS) throw failed(`more than ${MAX_REDIRECTS} redirects`);
    if (url.hash === '' && from.hash !== '') url.hash = from.hash;

    const status = call.status();
    const toGet =
      (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
      ((status === 301 || status === 302) && hop.method === 'POST');
    const next = {
      method: toGet ? 'GET' : hop.method,
      url: url.href,
      headers: nano.headers.copy(hop.headers),
      request: toGet ? null : hop.request,
      count: hop.count + 1,
    };
    if (next.request !== null && next.request[kKind] !== TEXT && next.request[kKind] !== BYTES) {
      throw failed(`${hop.url} redirects, and the body of the request cannot be sent twice`);
    }
    if (toGet) {
      for (const name of ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']) {
        nano.headers.remove(next.headers, name);
      }
    }
    if (url.origin !== from.origin) {
      for (const name of ['authorization', 'cookie', 'proxy-authorization']) nano.headers.remove(next.headers, name);
    }
    return next;
  };

  const responseOf = (hop, call) => {
    const status = call.status();
    const isEmpty = hop.method === 'HEAD' || hasNoBody(status);
    const meta = { type: 'basic', url: withoutFragment(hop.url), redirected: hop.count > 0 };
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
      method: request.method,
      url: request.url,
      headers: request.headers,
      request: kind === EMPTY ? null : request,
      count: 0,
    };
    if (!hop.url.startsWith('http:') && !hop.url.startsWith('https:')) {
      throw failed(`${JSON.stringify(hop.url.slice(0, 200))} is not an HTTP URL`);
    }
    for (;;) {
      const call = await exchange(state, hop);
      let next;
      try {
        next = nextHop(hop, call, request.redirect);
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
    const { reason } = signal;
    state.cancelUpload(reason);
    if (state.call !== null) state.call.abort(reason);
    state.reject(reason);
    state.fail(reason);
  };

  nano.fetch = function fetch(input, init = undefined) {
    return new Promise((resolve, reject) => {
      needArguments(arguments.length, 1, 'fetch');
      const request = new nano.Request(input, init);
      const signal = nano.request.signalOf(request);
      if (signal?.aborted) {
        if (nano.body.kindOf(request) === nano.body.STREAM) request[kBody].cancel(signal.reason).catch(ignore);
        throw signal.reason;
      }
      const state = { call: null, reject: ignore, fail: reject, cancelUpload: ignore, release: ignore };
      if (signal !== null) state.release = nano.abort.onAbort(signal, abortWith(signal, state));
      run(request, state).then(
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
