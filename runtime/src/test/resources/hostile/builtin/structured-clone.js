// Tries: to clone a graph with very many paths and a deep one.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let deep = {};
  for (let i = 0; i < 200_000; i++) deep = { deep };
  structuredClone(deep);
  return new Response('cloned');
}
