// Tries: to clone a large buffer again and again.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const buffer = new ArrayBuffer(32 << 20);
  const copies = [];
  for (let i = 0; i < 100; i++) copies.push(structuredClone(buffer));
  return new Response(String(copies.length));
}
