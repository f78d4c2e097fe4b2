// Tries: to read bodies whole, many at a time.
// Expect: 200 | 503 memory_limit | 503 isolate_ended | 413 body_too_large | 500 handler_error | 504 timeout
// Requests: 8
// Body: 12000000
export async function attack(request) {
  const bytes = await request.arrayBuffer();
  (globalThis.bodies ??= []).push(bytes);
  return new Response(String(bytes.byteLength));
}
