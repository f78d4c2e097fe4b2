// Tries: to sort a million parameters.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack(request) {
  const parameters = new URLSearchParams();
  for (let i = 0; i < 1_000_000; i++) parameters.append(String((i * 7919) % 1_000_003), '');
  parameters.sort();
  return new Response(String(parameters.size));
}
