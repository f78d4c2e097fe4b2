// Tries: to reject late and often after the response.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  return new Promise((resolve) => { setInterval(() => Promise.reject(new Error('late')), 0); setTimeout(() => resolve(new Response('done')), 100); });
}
