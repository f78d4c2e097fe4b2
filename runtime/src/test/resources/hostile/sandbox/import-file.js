// Tries: to import files of the machine.
// Expect: 200 held
export async function attack() {
  const found = [];
  for (const name of ['/etc/passwd', 'file:///etc/passwd', '../../../../../../etc/passwd', '/proc/self/environ', '/proc/self/maps']) {
    try {
      await import(name);
      found.push(name);
    } catch (error) {
      if (/root:|java|nano-runtime/.test(error.message)) found.push(error.message);
    }
  }
  return new Response(found.length === 0 ? 'held' : `found ${found}`);
}
