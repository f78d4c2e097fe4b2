// Tries: URLs that are no HTTP.
// Expect: 200 held
export async function attack() {
  const reached = [];
  for (const url of ['file:///etc/passwd', 'jar:file:/x!/', 'ftp://127.0.0.1/', 'gopher://127.0.0.1/', 'ws://127.0.0.1/', 'unix:/x', 'javascript:1', 'blob:x']) {
    try {
      reached.push(`${url} ${(await fetch(url)).status}`);
    } catch {
      // Refused.
    }
  }
  return new Response(reached.length === 0 ? 'held' : `reached ${reached}`);
}
