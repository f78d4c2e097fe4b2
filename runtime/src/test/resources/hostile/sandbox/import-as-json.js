// Tries: to import code with attributes.
// Expect: 200 held
export async function attack() {
  for (const type of ['json', 'css', 'x', '']) {
    try {
      await import('./attack.js', { with: { type } });
    } catch (error) {
      if (!(error instanceof Error)) return new Response(`found ${error}`);
    }
  }
  return new Response('held');
}
