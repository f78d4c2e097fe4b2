// Tries: to compare without case over large classes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String(/^[\p{L}--\p{Lu}]*(?:\p{Script=Greek}+\p{L}*)*$/iv.test('\u03b1'.repeat(1 << 20) + '1')));
}
