// Tries: a table of a million rows and of wide cells.
// Expect: 200 logged | 503 memory_limit | 504 timeout
export function attack() {
  console.table(Array.from({ length: 1_000_000 }, (_, i) => ({ a: i, b: i })));
  console.table([{ a: 'x'.repeat(1 << 20) }, ...Array(1000).fill({ a: 'y' })]);
  return new Response('logged');
}
