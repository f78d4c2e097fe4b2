// Tries: work after the response that does not end.
// Expect: 200 sent
export async function attack(request, env, ctx) {
  ctx.waitUntil((async () => { for (;;) await null; })());
  return new Response('sent');
}
