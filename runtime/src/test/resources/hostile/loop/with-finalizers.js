// Tries: finalizers that run for ever.
// Expect: 504 timeout
export function attack() {
  const registry = new FinalizationRegistry(() => { for (;;) {} });
  for (;;) registry.register({}, 0);
}
