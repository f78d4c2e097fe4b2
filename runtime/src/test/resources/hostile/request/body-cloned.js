// Tries: to clone a body many times and read one.
// Expect: 200 | 503 memory_limit | 500 handler_error | 413 body_too_large | 504 timeout
// Body: 4000000
export async function attack(request) {
  const clones = [];
  for (let i = 0; i < 50; i++) clones.push(request.clone());
  return new Response(String((await clones[49].text()).length));
}
