// Tries: to loop where something has been collected.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const registry = new FinalizationRegistry(() => { for (;;); });
  globalThis.registry = registry;
  for (let i = 0; i < 100_000; i++) registry.register({ i }, i);
  return new Response('done');
}
