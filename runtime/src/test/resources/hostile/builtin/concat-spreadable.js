// Tries: to concatenate what claims to have no end.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Response(String([].concat({ length: Number.MAX_SAFE_INTEGER, [Symbol.isConcatSpreadable]: true }).length));
}
