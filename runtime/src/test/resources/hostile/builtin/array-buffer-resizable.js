// Tries: a resizable buffer that grows to its claimed length.
// Expect: 200 | 500 handler_error | 503 memory_limit | 504 timeout
export function attack() {
  const buffer = new ArrayBuffer(8, { maxByteLength: 2 ** 31 - 1 });
  buffer.resize(2 ** 31 - 1);
  return new Response(String(buffer.byteLength));
}
