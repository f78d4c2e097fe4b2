// Uses every Web API. The value is a function that returns [{ name, call }], where call() may return a promise.
(server, send, request, context) => {
  'use strict';
  const drivers = [];
  const drive = (name, call) => drivers.push({ name, call });
  const text = 'grüße, nano';
  const ignore = () => {};

  drive('Headers', () => {
    const headers = new Headers({ a: '1', b: '2' });
    headers.append('c', '3');
    headers.set('a', '4');
    headers.append('set-cookie', 'x=1');
    headers.append('set-cookie', 'y=2');
    headers.delete('b');
    headers.getSetCookie();
    headers.forEach(ignore);
    for (const pair of headers) void pair;
    void [...headers.keys(), ...headers.values()];
    new Headers(headers);
    new Headers([['a', 'b']]).has('a');
    try {
      headers.append('ü', 'x');
    } catch {
      // As it should.
    }
    console.log(headers);
  });
  drive('URL', () => {
    const url = new URL('/p?q=1#h', 'https://user:pass@example.com:8080');
    url.searchParams.append('r', '2');
    url.pathname = '/x';
    url.search = '?a=b';
    void (url.href + url.origin + url.host + url.hash + url.username + url.password + url.port + url.protocol);
    URL.canParse('x:');
    URL.parse('blob:https://example.com/1').origin;
    JSON.stringify(url);
    console.log(url);
    const params = new URLSearchParams({ a: '1', b: '2' });
    params.append('c', '3');
    params.sort();
    params.delete('a', '1');
    params.getAll('c');
    params.has('b', '2');
    params.set('b', '4');
    params.forEach(ignore);
    for (const pair of params) void pair;
    new URLSearchParams([['a', 'b']]).toString();
    new URLSearchParams(params);
    console.log(params);
  });
  drive('Response', async () => {
    const response = new Response(text, { status: 201, headers: { a: 'b' }, statusText: 'ok' });
    console.log(response);
    response.clone();
    await response.text();
    await new Response(new Uint8Array([1, 2])).bytes();
    await new Response(new Blob(['x'])).arrayBuffer();
    await new Response('{"a":1}').json();
    await new Response(new URLSearchParams({ a: '1' })).formData();
    await new Response(new FormData()).blob();
    Response.json({ a: 1 });
    Response.redirect('https://example.com/');
    Response.error();
    await new Response(new ReadableStream({ start: (c) => c.close() })).text();
    const copy = new Response(new Response('streamed').body).clone();
    await copy.text();
  });
  drive('Request', async () => {
    const made = new Request('https://example.com/', { method: 'POST', body: text, headers: [['a', 'b']], redirect: 'manual' });
    console.log(made);
    const copy = made.clone();
    void (made.method + made.url + made.cache + made.mode + made.credentials + made.referrer + made.duplex);
    await new Request(made).text();
    await copy.json().catch(ignore);
    new Request('https://example.com/', { signal: new AbortController().signal }).signal.aborted;
    void new Request('https://example.com/', { method: 'POST', body: new ReadableStream(), duplex: 'half' }).body;
  });
  drive('request at hand', async () => {
    void (request.method + request.url);
    request.headers.get('host');
    for (const pair of request.headers) void pair;
    void request.signal.aborted;
    await request.clone().text();
    context.waitUntil(new Promise((resolve) => setTimeout(resolve, 1)));
    context.waitUntil(Promise.reject(new Error('in the background')));
  });
  for (const path of ['/text', '/bytes', '/echo', '/stream', '/broken-stream', '/fetch', '/background', '/throw', '/wrong', '/x']) {
    drive(`request ${path}`, () => new Promise((resolve) => send(path, text, resolve)));
  }
  drive('modules', async () => {
    await import('/other.js');
    await import('/none.js').catch(ignore);
    await import('node:fs').catch(ignore);
    await import('/broken.js').catch(ignore);
  });
  drive('bodies', async () => {
    const form = new FormData();
    form.append('a', 'b');
    form.append('f', new File(['x'], 'f.txt', { type: 'text/plain' }));
    await new Response(form).formData();
    const source = () => ReadableStream.from([new Uint8Array([104, 105])]);
    await new Response(source()).blob();
    await new Response(source()).bytes();
    await new Response(source(), { headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData();
    await new Response(ReadableStream.from(['no bytes'])).text().catch(ignore);
    await new Response('{').json().catch(ignore);
    const one = new Response('x');
    await one.text();
    await one.text().catch(ignore);
    const reader = new Response('xyz').body.getReader({ mode: 'byob' });
    await reader.read(new Uint8Array(2));
    await reader.cancel();
  });
  drive('Blob', async () => {
    const blob = new Blob(['a\r\nb', new Uint8Array([1]), new Blob(['c'])], { type: 'Text/Plain', endings: 'native' });
    await blob.text();
    await blob.slice(1, -1).arrayBuffer();
    await blob.bytes();
    const file = new File([blob], 'f.txt', { lastModified: 1 });
    void (file.name + file.size + file.type + file.lastModified);
    console.log(file);
    await new Response(file.stream()).text();
    const form = new FormData();
    form.append('a', 'b');
    form.append('f', blob, 'x');
    form.set('a', 'c');
    form.getAll('a');
    form.has('f');
    form.forEach(ignore);
    for (const pair of form) void pair;
    void [...form.keys(), ...form.values()];
    form.delete('a');
    console.log(form);
    await new Response(form).text();
  });
  drive('ReadableStream', async () => {
    let c;
    const stream = new ReadableStream(
      { start: (controller) => (c = controller), pull: (controller) => controller.enqueue(1), cancel: ignore },
      new CountQueuingStrategy({ highWaterMark: 2 }),
    );
    const [one, two] = stream.tee();
    const reader = one.getReader();
    await reader.read();
    reader.releaseLock();
    one.cancel().catch(ignore);
    two.cancel().catch(ignore);
    void c.desiredSize;
    for await (const chunk of ReadableStream.from(['a', 'b'])) void chunk;
    const failing = new ReadableStream({ start: (controller) => controller.error(new Error('x')) });
    await failing.getReader().read().catch(ignore);
    console.log(failing);
  });
  drive('byte stream', async () => {
    const stream = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 16,
      pull(controller) {
        const { byobRequest } = controller;
        if (byobRequest === null) controller.enqueue(new Uint8Array(3));
        else {
          byobRequest.view[0] = 1;
          byobRequest.respond(1);
        }
      },
    });
    const reader = stream.getReader({ mode: 'byob' });
    await reader.read(new Uint8Array(4));
    await reader.read(new DataView(new ArrayBuffer(4)), { min: 2 });
    reader.releaseLock();
    const [one, two] = stream.tee();
    await one.getReader({ mode: 'byob' }).read(new Uint16Array(2));
    await two.getReader().read();
  });
  drive('WritableStream', async () => {
    const stream = new WritableStream(
      { start: ignore, write: ignore, close: ignore, abort: ignore },
      new ByteLengthQueuingStrategy({ highWaterMark: 8 }),
    );
    const writer = stream.getWriter();
    await writer.ready;
    await writer.write(new Uint8Array(2));
    void writer.desiredSize;
    await writer.close();
    const aborted = new WritableStream({
      write(chunk, controller) {
        void controller.signal.aborted;
      },
    });
    const other = aborted.getWriter();
    other.closed.catch(ignore);
    other.write(1).catch(ignore);
    await other.abort('why').catch(ignore);
  });
  drive('TransformStream', async () => {
    const upper = new TransformStream({ transform: (chunk, to) => to.enqueue(chunk), flush: ignore });
    const source = new ReadableStream({
      start(controller) {
        controller.enqueue('a');
        controller.close();
      },
    });
    const abort = new AbortController();
    await source
      .pipeThrough(upper)
      .pipeThrough(new TextEncoderStream())
      .pipeThrough(new TextDecoderStream())
      .pipeTo(new WritableStream(), { signal: abort.signal });
    const endless = new ReadableStream();
    const piping = endless.pipeTo(new WritableStream(), { signal: abort.signal });
    abort.abort();
    await piping.catch(ignore);
  });
  drive('events', () => {
    const target = new EventTarget();
    const abort = new AbortController();
    target.addEventListener('a', ignore, { once: true, signal: abort.signal });
    target.addEventListener('a', { handleEvent: ignore });
    target.addEventListener('a', () => {
      throw new Error('listener');
    });
    target.dispatchEvent(new CustomEvent('a', { detail: 1, cancelable: true }));
    target.removeEventListener('a', ignore);
    const event = new Event('b');
    event.initEvent('c', true, true);
    event.preventDefault();
    void (event.type + event.timeStamp + event.eventPhase + event.composedPath().length + event.isTrusted);
    abort.signal.onabort = ignore;
    const any = AbortSignal.any([abort.signal, AbortSignal.timeout(100000)]);
    any.addEventListener('abort', ignore);
    abort.abort();
    AbortSignal.abort('x').reason;
    try {
      any.throwIfAborted();
    } catch {
      // As it should.
    }
  });
  drive('clone', () => {
    const buffer = new ArrayBuffer(4);
    const value = { a: [1, , 3], m: new Map([[1, { b: 2 }]]), s: new Set([1]), d: new Date(0), r: /a/gi, e: new RangeError('e', { cause: 1 }) };
    value.self = value;
    structuredClone({ value, view: new Uint16Array(buffer), data: new DataView(buffer), n: Object(1), x: new DOMException('m', 'DataCloneError') });
    structuredClone(buffer, { transfer: [buffer] });
    try {
      structuredClone(() => {});
    } catch {
      // As it should.
    }
  });
  drive('timers', async () => {
    clearTimeout(setTimeout(ignore, 100000));
    clearInterval(setInterval(ignore, 100000));
    await new Promise((resolve) => setTimeout(resolve, 0, 1));
    await new Promise((resolve) => queueMicrotask(resolve));
  });
  drive('console', () => {
    const cyclic = { a: [1, 'x', -0, 2n, null, Symbol('s')], get g() { return 1; } };
    cyclic.self = cyclic;
    console.log('%s %d %i %f %j %o %%', text, 1, '2', '3.5', { a: 1 }, cyclic, cyclic, new Map([[1, 2]]), new Set([1]));
    console.table([{ a: 1, b: 2 }, { a: 3 }]);
    console.table(new Map([['k', 1]]), ['a']);
    console.group('g');
    console.warn('two\nlines', new Error('shown', { cause: new TypeError('c') }));
    console.groupEnd();
    console.count('c');
    console.countReset('c');
    console.time('t');
    console.timeLog('t', 1);
    console.timeEnd('t');
    console.assert(false, 'no');
    console.dir(class A {}, { depth: 0 });
    console.trace('here');
    console.debug(new Uint8Array(3), new ArrayBuffer(2), /r/, new Date(0), Object(1), new WeakMap(), [, 1], () => {}, Promise.resolve());
    console.error(new DOMException('m', 'AbortError'));
    reportError(new Error('reported'));
  });
  drive('encoding', () => {
    new TextEncoder().encodeInto(text, new Uint8Array(20));
    const bytes = new TextEncoder().encode(text);
    new TextDecoder().decode(bytes);
    new TextDecoder('latin1').decode(bytes);
    const utf16 = new TextDecoder('utf-16', { fatal: false });
    utf16.decode(bytes.subarray(0, 3), { stream: true });
    utf16.decode();
    atob(btoa('abc'));
    try {
      atob('*');
    } catch {
      // As it should.
    }
  });
  drive('crypto', () => {
    crypto.getRandomValues(new Uint32Array(4));
    crypto.randomUUID();
    void (performance.now() + performance.timeOrigin + navigator.userAgent + navigator.languages[0]);
    JSON.stringify(performance);
  });
  drive('errors', () => {
    const error = new DOMException('m', 'NotFoundError');
    void (error.code + error.name + error.message + error.stack);
    for (const call of [
      () => new Request('x'),
      () => new Response('', { status: 1 }),
      () => new Headers([1]),
      () => new URL('x'),
      () => new TextDecoder('x'),
      () => Headers.prototype.get.call({}, 'x'),
      () => new Blob(1),
      () => setTimeout(1),
      () => new File([]),
      () => AbortSignal.timeout(-1),
      () => new Response('', { headers: { 'a b': 'c' } }),
    ]) {
      try {
        call();
      } catch (thrown) {
        void thrown.stack;
      }
    }
  });
  drive('rejections', async () => {
    Promise.reject(new Error('nobody handles this'));
    await null;
  });
  if (server !== null) {
    drive('fetch', async () => {
      const response = await fetch(`${server}/small`, { headers: { a: 'b' } });
      console.log(response);
      await response.text();
      const posted = await fetch(`${server}/upload`, { method: 'POST', body: text });
      await posted.bytes();
      const streamed = await fetch(new Request(`${server}/small`));
      for await (const chunk of streamed.body) void chunk;
      const abort = new AbortController();
      const pending = fetch(`${server}/hang`, { signal: abort.signal });
      abort.abort();
      await pending.catch(ignore);
      await fetch('http://127.0.0.1:1/').catch(ignore);
      await fetch('nowhere:x').catch(ignore);
    });
  }
  return drivers;
}
