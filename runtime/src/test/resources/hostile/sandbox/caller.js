// Tries: to climb up the stack.
// Expect: 200 held
export function attack() {
  function climb() {
    try {
      return climb.caller ?? arguments.callee.caller;
    } catch {
      return null;
    }
  }
  let found = null;
  const headers = { get a() { found ??= new Function('return (function f() { return f.caller; })()')(); return 'x'; } };
  new Headers(headers);
  const odd = [climb(), found].filter((f) => typeof f === 'function' && /host|nano/.test(String(f)));
  return new Response(odd.length === 0 ? 'held' : 'found');
}
