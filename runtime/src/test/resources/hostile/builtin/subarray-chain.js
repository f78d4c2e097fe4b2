// Tries: to take views of views a million deep.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  let view = new Uint8Array(8);
  for (let i = 0; i < 1_000_000; i++) view = view.subarray(0, 8);
  return new Response(String(view.length));
}
