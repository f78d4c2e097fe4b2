// Tries: an object with two million keys, listed again and again.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const many = {};
  for (let i = 0; i < 2_000_000; i++) many[`key ${i}`] = i;
  let total = 0;
  for (let i = 0; i < 100; i++) total += Object.entries(many).length;
  return new Response(String(total));
}
