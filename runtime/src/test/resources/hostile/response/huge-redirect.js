// Tries: to redirect to an address of sixteen megabytes.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout | cut | 302
export function attack(request) {
  return Response.redirect(`http://a.example/${'x'.repeat(16 << 20)}`);
}
