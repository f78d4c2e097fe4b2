// Tries: case mapping that looks far around for a final sigma.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(('\u03a3' + '\u0301'.repeat(1000)).repeat(8192).toLowerCase().length));
}
