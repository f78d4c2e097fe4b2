// Tries: thousands of case-insensitive Unicode classes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  return new Response(String(new RegExp('[\\p{L}--[a-z]]'.repeat(5000), 'iv').test('\u00e4'.repeat(5000))));
}
