// Tries: counted repetitions within each other.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(/((((a{1,200}){1,200}){1,200}){1,200}){1,200}$/.test('a'.repeat(5000) + 'b')));
}
