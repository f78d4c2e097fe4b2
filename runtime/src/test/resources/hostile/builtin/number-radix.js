// Tries: thousands of numbers printed to other bases.
// Expect: 200 | 504 timeout
export function attack() {
  let length = 0;
  for (let i = 0; i < 200_000; i++) length += (Math.random() * 1e300).toString(3).length;
  return new Response(String(length));
}
