// Tries: a pattern with a million alternatives.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const words = Array.from({ length: 1_000_000 }, (_, i) => `w${i}`);
  return new Response(String(new RegExp(words.join('|')).test('w999999x')));
}
