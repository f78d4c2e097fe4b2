// Tries: a pull() that does not come back.
// Expect: 504 timeout | cut
export function attack() {
  return new Response(new ReadableStream({ pull() { for (;;) {} } }));
}
