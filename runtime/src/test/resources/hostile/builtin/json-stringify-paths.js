// Tries: JSON of a graph with 2^28 paths.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let graph = { x: 1 };
  for (let i = 0; i < 28; i++) graph = { a: graph, b: graph };
  return Response.json(graph);
}
