// Tries: to import what is no name of a file.
// Expect: 200 held
export async function attack() {
  const names = ['', '.', './', '..', '/', '//', '\0', 'a\0b', './\ud800', 'x'.repeat(1 << 20), 'node:fs',
    'http://127.0.0.1/', 'file:', 'file://', 'file://host/x', '%2e%2e/x', './%00', 'C:\\x', '\\\\host\\x', './attack.js?x', './attack.js#x',
    'a:b', ':', '?', '#', ' ', '\n', './\n', '...', './..', '~', '*', '[', 'jar:file:/x!/y', 'urn:x'];
  const settled = [];
  for (const name of names) {
    try {
      await import(name);
      settled.push(name);
    } catch (error) {
      if (!(error instanceof Error)) settled.push(`${name}: ${error}`);
      if (/java\.|NullPointer|dev\.nano/.test(`${error}`)) settled.push(`${error}`);
    }
  }
  const odd = settled.filter((name) => !name.startsWith('./attack.js'));
  return new Response(odd.length === 0 ? 'held' : `found ${JSON.stringify(odd).slice(0, 500)}`);
}
