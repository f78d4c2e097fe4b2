// Tries: JSON indented ten characters at each of a thousand levels.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let deep = {};
  for (let i = 0; i < 1000; i++) deep = { a: deep, b: [1, 2, 3] };
  return new Response(String(JSON.stringify(Array(1000).fill(deep), null, 10).length));
}
