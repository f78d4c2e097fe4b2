// Tries: to look for a property in half a million prototypes, again and again.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  let object = {};
  for (let i = 0; i < 500_000; i++) object = Object.create(object);
  let found = 0;
  for (let i = 0; i < 10_000; i++) found += `x${i}` in object ? 1 : 0;
  return new Response(String(found));
}
