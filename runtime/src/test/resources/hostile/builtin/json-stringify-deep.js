// Tries: JSON of a very deep array.
// Expect: 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let deep = [];
  for (let i = 0; i < 1_000_000; i++) deep = [deep];
  return Response.json(deep);
}
