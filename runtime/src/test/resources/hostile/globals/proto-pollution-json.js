// Tries: prototype pollution by parsed JSON. What an init object inherits counts, as in every browser.
// Expect: 500 held
export function attack() {
  const parsed = JSON.parse('{"__proto__": {"status": 500, "headers": {"x": "y"}}}');
  const response = new Response('held', Object.assign({}, parsed));
  return response;
}
