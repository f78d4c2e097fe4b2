// Tries: a queue of microtasks that grows without end.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  for (;;) queueMicrotask(() => {});
}
