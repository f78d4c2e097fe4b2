// Tries: to reach the runtime's own listeners in every spelling of the loopback address.
// Expect: 200 held
export async function attack(request, env) {
  const hosts = ['127.0.0.1', '127.1', '0x7f.1', '2130706433', '0177.0.0.1', '127.0.0.2', '127\u30020\u30020\u30021', 'localhost',
    'localhost.', 'LOCALHOST', 'a.localhost', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]', '0.0.0.0', '0', '[::]',
    '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[::127.0.0.1]'];
  const reached = [];
  for (const host of hosts) {
    for (const port of [env.PORT, env.ADMIN_PORT]) {
      try {
        const response = await fetch(`http://${host}:${port}/metrics`);
        reached.push(`${host}:${port} ${response.status}`);
      } catch (error) {
        if (!(error instanceof TypeError)) reached.push(String(error));
      }
    }
  }
  return new Response(reached.length === 0 ? 'held' : `reached ${reached}`);
}
