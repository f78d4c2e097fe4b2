// Tries: to read one half of a stream and keep the other.
// Expect: 503 memory_limit | 504 timeout
export async function attack() {
  const [fast] = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1 << 20)) }).tee();
  for await (const _ of fast);
}
