// Tries: to answer with a second response inside of a header.
// Expect: 200 held
export function attack() {
  const refused = [];
  for (const value of ['a\r\n\r\nHTTP/1.1 200 OK', 'a\nb', 'a\0b', '\u0100']) {
    try {
      new Response('x', { headers: { x: value } });
      refused.push(false);
    } catch (error) {
      refused.push(error instanceof TypeError);
    }
  }
  return new Response(refused.every(Boolean) ? 'held' : `got through: ${refused}`);
}
