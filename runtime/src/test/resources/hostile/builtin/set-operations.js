// Tries: to join a set with what claims to be a set without end.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const endless = { size: Infinity, has: () => true, keys: () => ({ next: Object.bind(null, { done: false, value: 1 }) }) };
  return new Response(String(new Set([1]).union(endless).size));
}
