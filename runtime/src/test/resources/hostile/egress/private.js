// Tries: to reach private, link-local and other special addresses.
// Expect: 200 held
export async function attack() {
  const hosts = ['10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '169.254.0.1', '100.64.0.1', '100.100.100.200', '198.18.0.1',
    '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.0.0.1', '[fe80::1]', '[fd00::1]', '[fd00:ec2::254]', '[ff02::1]', '[64:ff9b::a00:1]',
    '[2002:a00:1::]', '[::ffff:10.0.0.1]', '[::ffff:169.254.169.254]', '[fec0::1]', '[2001:0:0:0:0:0:f5ff:fffe]'];
  const reached = [];
  await Promise.all(hosts.map(async (host) => {
    try {
      await fetch(`http://${host}/`, { signal: AbortSignal.timeout(500) });
      reached.push(host);
    } catch (error) {
      if (error.name === 'TimeoutError') reached.push(`${host} was dialled`);
      else if (!/egress/.test(`${error.message} ${error.cause?.message}`)) reached.push(`${host}: ${error.message} ${error.cause?.message}`);
    }
  }));
  return new Response(reached.length === 0 ? 'held' : `reached ${reached}`);
}
