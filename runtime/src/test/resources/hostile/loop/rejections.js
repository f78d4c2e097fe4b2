// Tries: to reject promises in an endless loop without handling them.
// Expect: 504 timeout | 503 memory_limit
export function attack(request) {
  (function next() { Promise.reject(new Error('x'.repeat(1000))); queueMicrotask(next); })();
  return new Promise(() => {});
}
