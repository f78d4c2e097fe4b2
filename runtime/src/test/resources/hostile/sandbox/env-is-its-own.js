// Tries: to see environment variables of the process.
// Expect: 200 held
export function attack(request, env) {
  const found = Object.keys(env).filter((name) => /NANO|PATH|HOME|TOKEN/.test(name));
  return new Response(found.length === 0 ? 'held' : `found ${found}`);
}
