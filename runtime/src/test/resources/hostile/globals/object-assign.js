// Tries: to be handed the platform's internal object by Object.assign.
// Expect: 200 held
export function attack() {
  let caught;
  const original = Object.assign;
  Object.assign = (target, ...sources) => {
    for (const object of [target, ...sources]) if (object?.symbol || object?.host || object?.resource) caught = object;
    return original(target, ...sources);
  };
  new ReadableStream();
  new Request('http://a.example/');
  structuredClone({});
  Object.assign = original;
  return new Response(caught === undefined ? 'held' : 'caught');
}
