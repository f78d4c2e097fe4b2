// Tries: to log an object with a million properties and one with very many paths.
// Expect: 200 logged | 503 memory_limit | 504 timeout
export function attack() {
  const many = {};
  for (let i = 0; i < 1_000_000; i++) many[`k${i}`] = i;
  console.log(many);
  let graph = { x: 1 };
  for (let i = 0; i < 30; i++) graph = { a: graph, b: graph };
  console.dir(graph, { depth: Infinity });
  console.log(new Array(10_000_000).fill(1), new Uint8Array(32 << 20));
  return new Response('logged');
}
