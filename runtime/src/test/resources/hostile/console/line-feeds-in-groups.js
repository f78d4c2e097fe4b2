// Tries: a megabyte of line feeds, each of which is indented.
// Expect: 200 logged | 503 memory_limit | 504 timeout
export function attack() {
  for (let i = 0; i < 100; i++) console.group();
  console.log('\n'.repeat(1 << 20));
  return new Response('logged');
}
