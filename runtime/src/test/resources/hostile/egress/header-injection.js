// Tries: to write a second request into a header.
// Expect: 200 held
export async function attack() {
  const refused = [];
  for (const value of ['a\r\nHost: b', 'a\nb', 'a\0b', 'a\rb']) {
    try {
      await fetch('http://host.invalid/', { headers: { x: value } });
    } catch (error) {
      refused.push(error instanceof TypeError);
    }
  }
  return new Response(refused.every(Boolean) && refused.length === 4 ? 'held' : `got through: ${refused}`);
}
