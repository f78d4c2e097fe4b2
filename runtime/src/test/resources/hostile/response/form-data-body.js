// Tries: to answer with a form of many large parts.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const form = new FormData();
  for (let i = 0; i < 10_000; i++) form.append(`n${i}`, 'x'.repeat(10_000));
  return new Response(form);
}
