// Tries: to keep much in a reviver.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const kept = [];
  JSON.parse(`[${'1,'.repeat(2_000_000)}1]`, (key, value) => { kept.push({ key, value }); return value; });
  return new Response(String(kept.length));
}
