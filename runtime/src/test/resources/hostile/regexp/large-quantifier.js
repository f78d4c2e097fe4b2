// Tries: a repetition counted to the largest number.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(new RegExp('(?:a{1,2147483647}){1,2147483647}').test('a'.repeat(100))));
}
