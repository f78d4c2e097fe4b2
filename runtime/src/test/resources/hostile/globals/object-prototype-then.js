// Tries: to be handed each object that resolves a promise.
// Expect: 200 held | 504 timeout | 500 handler_error | 500 not_a_response
export async function attack() {
  let caught = false;
  Object.defineProperty(Object.prototype, 'then', {
    configurable: true,
    get() {
      if (typeof this.outbound === 'function' || 'host' in this) caught = true;
      return undefined;
    },
  });
  await new Response('x').text();
  await new ReadableStream({ start: (c) => c.close() }).getReader().read();
  delete Object.prototype.then;
  return new Response(caught ? 'caught' : 'held');
}
