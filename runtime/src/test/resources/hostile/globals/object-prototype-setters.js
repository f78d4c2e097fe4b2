// Tries: to catch values by setters on Object.prototype and Array.prototype.
// Expect: 200 held | 500 handler_error
export async function attack() {
  let caught = false;
  for (const key of ['host', 'url', 'body', 'headers', 'signal', 'state', 'resolve', 'call', 'value', 'done', 'id', 'callback']) {
    Object.defineProperty(Object.prototype, key, { configurable: true, set(value) { if (value?.outbound) caught = true; } });
  }
  for (let i = 0; i < 4; i++) {
    Object.defineProperty(Array.prototype, i, { configurable: true, set(value) { if (value?.outbound) caught = true; } });
  }
  try {
    new Request('http://a.example/', { method: 'POST', body: 'x', headers: { a: 'b' } });
    await new Response('x').text();
    setTimeout(() => {}, 0);
  } finally {
    for (const key of ['host', 'url', 'body', 'headers', 'signal', 'state', 'resolve', 'call', 'value', 'done', 'id', 'callback']) {
      delete Object.prototype[key];
    }
    for (let i = 0; i < 4; i++) delete Array.prototype[i];
  }
  return new Response(caught ? 'caught' : 'held');
}
