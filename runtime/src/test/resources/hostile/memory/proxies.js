// Tries: a chain of proxies.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  let proxy = {};
  for (let i = 0; ; i++) {
    proxy = new Proxy(proxy, {});
    if (i % 1000 === 0) proxy.x;
  }
}
