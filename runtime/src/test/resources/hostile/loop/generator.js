// Tries: to spread a generator without end.
// Expect: 503 memory_limit | 504 timeout | 500 handler_error
export function attack() {
  function* endless() {
    for (;;) yield 1;
  }
  return new Response([...endless()].length);
}
