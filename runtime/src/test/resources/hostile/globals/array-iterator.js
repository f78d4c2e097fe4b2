// Tries: to break every loop of the platform by replacing the array iterator.
// Expect: 200 held
export async function attack() {
  const original = Array.prototype[Symbol.iterator];
  Array.prototype[Symbol.iterator] = function () {
    throw new Error('caught');
  };
  let text;
  try {
    const response = new Response('held', { headers: { a: 'b' } });
    response.headers.set('c', 'd');
    text = await response.text();
  } finally {
    Array.prototype[Symbol.iterator] = original;
  }
  return new Response(text);
}
