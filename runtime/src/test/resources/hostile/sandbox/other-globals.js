// Tries: to find what another app or request left behind.
// Expect: 200 held
export function attack() {
  const names = Reflect.ownKeys(globalThis).filter((name) => /secret|token|neighbour|admin/i.test(String(name)));
  globalThis.secretOfThisApp = 'x';
  return new Response(names.length === 0 ? 'held' : names.join());
}
