// Tries: a loop without end after the response.
// Expect: 200 sent
export function attack(request, env, ctx) {
  setTimeout(() => { for (;;) {} }, 0);
  ctx.waitUntil(new Promise(() => {}));
  return new Response('sent');
}
