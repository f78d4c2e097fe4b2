// Tries: to get shared memory, a clock for attacks on the processor.
// Expect: 200 held
export function attack() {
  let memory;
  try {
    memory = typeof SharedArrayBuffer !== 'undefined' || new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  } catch {
    memory = false;
  }
  return new Response(memory === false ? 'held' : 'found shared memory');
}
