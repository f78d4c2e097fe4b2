// Tries: to reject ever new promises that nobody handles.
// Expect: 504 timeout | 503 memory_limit
export function attack(request) {
  (function next() { Promise.reject(new Error('x'.repeat(1000))); queueMicrotask(next); })();
  return new Promise(() => {});
}
