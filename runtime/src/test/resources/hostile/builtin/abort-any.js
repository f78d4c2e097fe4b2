// Tries: to nest signals a hundred thousand deep and abort the innermost.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const controller = new AbortController();
  let signal = controller.signal;
  for (let i = 0; i < 100_000; i++) signal = AbortSignal.any([signal, new AbortController().signal]);
  controller.abort();
  return new Response(String(signal.aborted));
}
