// Tries: names that resolve to the machine itself.
// Expect: 200 held
export async function attack(request, env) {
  const reached = [];
  for (const host of ['ip6-localhost', 'ip6-loopback', 'kubernetes.default.svc', 'host.docker.internal', env.HOSTNAME ?? 'localhost']) {
    try {
      await fetch(`http://${host}:${env.ADMIN_PORT}/metrics`);
      reached.push(host);
    } catch {
      // Not found, or refused.
    }
  }
  return new Response(reached.length === 0 ? 'held' : `reached ${reached}`);
}
