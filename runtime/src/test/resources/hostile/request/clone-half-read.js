// Tries: to read one half of a cloned body and forget the other.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout | 503 isolate_ended | 413 body_too_large
// Requests: 8
// Body: 8000000
export async function attack(request) {
  const copy = request.clone();
  (globalThis.copies ??= []).push(copy);
  const bytes = await request.arrayBuffer();
  return new Response(String(bytes.byteLength));
}
