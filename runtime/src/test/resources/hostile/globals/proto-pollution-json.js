// Tries: prototype pollution by parsed JSON.
// Expect: 200 held
export function attack() {
  const parsed = JSON.parse('{"__proto__": {"status": 500, "headers": {"x": "y"}}}');
  const response = new Response('held', Object.assign({}, parsed));
  return response;
}
