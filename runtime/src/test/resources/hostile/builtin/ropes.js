// Tries: long ropes that are flattened one after the other.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  let total = 0;
  for (let i = 0; i < 1000; i++) {
    let rope = 'x'.repeat(4 << 20);
    rope = `${i}${rope}${i}`;
    total += rope.charCodeAt(rope.length >> 1);
  }
  return new Response(String(total));
}
