// Tries: a body that always has one chunk more.
// Expect: cut
export function attack() {
  const chunk = new Uint8Array(1024);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
}
