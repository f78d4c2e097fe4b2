// Tries: an exec() of the app's own that never ends a global replacement.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const pattern = /a/g;
  pattern.exec = () => ['a'];
  return new Response('aaa'.replace(pattern, 'b'));
}
