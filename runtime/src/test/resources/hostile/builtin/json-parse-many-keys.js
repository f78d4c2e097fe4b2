// Tries: JSON with a million different keys.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const keys = [];
  for (let i = 0; i < 1_000_000; i++) keys.push(`"key-${Math.random()}-${i}":${i}`);
  return new Response(String(Object.keys(JSON.parse(`{${keys.join()}}`)).length));
}
