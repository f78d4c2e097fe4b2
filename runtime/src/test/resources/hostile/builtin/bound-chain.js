// Tries: to call through a million bound functions.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  let f = () => 1;
  for (let i = 0; i < 1_000_000; i++) f = f.bind(null);
  return new Response(String(f()));
}
