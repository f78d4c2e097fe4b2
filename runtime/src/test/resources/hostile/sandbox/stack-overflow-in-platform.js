// Tries: to leave the platform half way by overflowing the stack inside of it.
// Expect: 200 held | 504 timeout
export async function attack() {
  const calls = [
    () => new Response('x').text(), () => new Headers({ a: 'b' }).get('a'), () => new URL('http://a/').href,
    () => new ReadableStream({}).tee(), () => structuredClone({ a: [1] }), () => new AbortController().abort(),
  ];
  for (const call of calls) {
    const dive = () => {
      try {
        dive();
      } catch {
        // Deep down there is no room for what call() needs.
      }
      try {
        call();
      } catch {
        // As expected.
      }
    };
    let deep = 0;
    const once = () => {
      deep++;
      try {
        if (deep < 100_000) once();
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
      if (deep > 0 && deep-- < 200) return;
      try {
        call();
      } catch {
        // As expected.
      }
    };
    once();
  }
  return new Response(await new Response('held').text());
}
