// Tries: a lastIndex that is not a number.
// Expect: 200 held | 504 timeout
export function attack() {
  const pattern = /a/g;
  pattern.lastIndex = { valueOf: () => 2 ** 53 };
  pattern.test('aaa');
  return new Response('held');
}
