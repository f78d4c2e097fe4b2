// bench/run writes one copy of this app for each number, with NUMBER and VERSION filled in, so that every copy is
// different code for the runtime under test.
function greet_NUMBER(request) {
  const greeting = `app ${"NUMBER"} version ${"VERSION"}`;
  return new Response(greeting, { headers: { "content-type": "text/plain", "x-method": request.method } });
}

export default { fetch: (request) => greet_NUMBER(request) };
