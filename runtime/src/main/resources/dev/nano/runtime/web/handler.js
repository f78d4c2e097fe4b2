// From a request on the Java side (HostRequest) to the app's fetch() and back: one call in, one call out.
(nano) => {
  'use strict';
  const { kKind, kBody, kUsed, EMPTY, TEXT, BYTES, SOURCE, STREAM, isUnusable } = nano.body;
  const { kStatus, isResponse, headersToHost } = nano.response;
  const { incoming } = nano.request;
  const {
    ObjectFreeze,
    PromisePrototypeThen: then,
    PromiseResolve: resolved,
    ReflectDefineProperty,
    StringPrototypeSlice,
  } = nano.primordials;
  const { report } = nano;
  const { describe } = report;
  const { bufferOf, byteLengthOf, byteOffsetOf } = nano.bytes;
  const kHost = nano.symbol('context.host');
  const MAX_MESSAGE = 16_384;
  const { illegal } = nano.convert;

  class ExecutionContext {
    constructor(host) {
      this[kHost] = host;
    }

    // Keeps the isolate awake for the request until `promise` has settled; a rejection is logged.
    waitUntil(promise) {
      const host = this[kHost];
      if (host === undefined) throw illegal();
      host.waitUntil();
      const done = () => host.waitUntilDone();
      then(resolved(promise), done, (error) => {
        done();
        report(error, `waitUntil of request ${host.id()}`);
      });
    }
  }
  nano.slots(ExecutionContext.prototype, [kHost]);

  const respond = (host, response) => {
    if (!isResponse(response)) {
      host.notAResponse(`fetch() returned ${StringPrototypeSlice(nano.inspect(response, { __proto__: null, depth: 0 }), 0, 100)} (expected: a Response)`);
      return;
    }
    if (isUnusable(response)) {
      host.notAResponse('fetch() returned a Response whose body has already been used');
      return;
    }
    const status = response[kStatus];
    if (status === 0) {
      host.notAResponse('fetch() returned Response.error()');
      return;
    }
    const headers = headersToHost(response);
    const body = response[kBody];
    switch (response[kKind]) {
      case EMPTY:
        host.respondText(status, headers, '');
        break;
      case TEXT:
        response[kUsed] = true;
        host.respondText(status, headers, body);
        break;
      case BYTES:
        response[kUsed] = true;
        host.respondBytes(status, headers, bufferOf(body), byteOffsetOf(body), byteLengthOf(body));
        break;
      case SOURCE:
        response[kUsed] = true;
        host.respondSource(status, headers, body);
        break;
      case STREAM: {
        const source = nano.streams.takeSource(body);
        if (source !== undefined) host.respondSource(status, headers, source);
        else nano.streams.send(body, host.respondStreaming(status, headers), host);
        break;
      }
    }
  };

  const threw = (host, error) => host.threw(describe(error));

  const serve = (handler, env) => (host) => {
    try {
      const result = handler.fetch(incoming(host), env, new ExecutionContext(host));
      if (isResponse(result)) {
        respond(host, result);
      } else {
        then(
          resolved(result),
          (response) => {
            try {
              respond(host, response);
            } catch (error) {
              threw(host, error);
            }
          },
          (error) => threw(host, error),
        );
      }
    } catch (error) {
      threw(host, error);
    }
  };

  const envOf = (host) => {
    const env = {};
    for (let i = 0; i < host.envSize(); i++) {
      ReflectDefineProperty(env, host.envName(i), { __proto__: null, value: host.envValue(i), enumerable: true });
    }
    return ObjectFreeze(env);
  };

  // Java looks for the place in the error itself, and would copy its message: that must not be huge.
  const failed = (host, error) => {
    let isShort = false;
    try {
      isShort = typeof error === 'object' && error !== null && `${error.message}${error.name}`.length < MAX_MESSAGE;
    } catch {
      // Its description has to do.
    }
    host.failed(isShort ? error : null, describe(error));
  };

  nano.handler = {
    // Imports the app; calls host.loaded(serve) or host.failed(error, message).
    load(path, host) {
      then(
        import(path),
        (module) => {
          try {
            const handler = module.default;
            if (handler === undefined) {
              host.failed(null, 'there is no default export (expected: export default { fetch() {...} })');
            } else if ((typeof handler !== 'object' && typeof handler !== 'function') || handler === null) {
              host.failed(null, 'the default export is not an object (expected: export default { fetch() {...} })');
            } else if (typeof handler.fetch !== 'function') {
              host.failed(null, 'the default export has no function fetch (expected: export default { fetch() {...} })');
            } else {
              host.loaded(serve(handler, envOf(nano.host)));
            }
          } catch (error) {
            failed(host, error);
          }
        },
        (error) => failed(host, error),
      );
    },
  };
}
