// Tries: to say how the response is framed.
// Expect: 200 held | 500 handler_error
export function attack() {
  return new Response('held', { headers: { 'transfer-encoding': 'chunked', connection: 'close, x', 'content-length': '1', upgrade: 'h2c' } });
}
