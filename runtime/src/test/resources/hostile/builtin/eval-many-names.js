// Tries: to declare half a million names.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const names = Array.from({ length: 500_000 }, (_, i) => `a${i}`).join();
  return new Response(String((0, eval)(`var ${names}; 1`)));
}
