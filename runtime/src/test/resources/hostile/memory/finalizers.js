// Tries: millions of objects with finalizers.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const registry = new FinalizationRegistry(() => {});
  const all = [];
  for (;;) {
    const object = {};
    all.push(object);
    registry.register(object, all.length, object);
  }
}
