// Tries: to shift a large array again and again.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const array = Array.from({ length: 2_000_000 }, (_, i) => i);
  for (let i = 0; i < 100_000; i++) array.splice(0, 0, 1, 2, 3);
  return new Response(String(array.length));
}
