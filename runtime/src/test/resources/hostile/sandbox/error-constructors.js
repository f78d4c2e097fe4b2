// Tries: to reach Java by the errors that the platform throws.
// Expect: 200 held
export function attack() {
  const attempts = [
    () => new URL('x'), () => atob('*'), () => new Headers([['a']]), () => new Response('', { status: 7 }),
    () => crypto.getRandomValues(new Float32Array(1)), () => structuredClone(() => {}), () => new TextDecoder('x'),
    () => 'x'.repeat(2 ** 30), () => new Uint8Array(2 ** 40), () => BigInt('x'), () => null.x, () => (1n << 9999999999n),
    () => JSON.parse('{'), () => new RegExp('('), () => eval('('), () => 'x'.normalize('y'), () => (1).toFixed(1000),
  ];
  const odd = [];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch (error) {
      if (!(error instanceof Error) && !(error instanceof DOMException)) odd.push(String(error));
      if (/java|dev\.nano|graal|truffle/i.test(`${error.message} ${error.stack}`)) odd.push(error.message);
      if (typeof error.getClass !== 'undefined' || typeof error.getMessage !== 'undefined') odd.push(String(error));
    }
  }
  return new Response(odd.length === 0 ? 'held' : `found ${odd.join(' | ')}`);
}
