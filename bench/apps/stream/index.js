// 64 KB in 16 chunks of 4 KB, each made when the reader asks for it.
const CHUNKS = Array.from({ length: 16 }, (_, i) => new Uint8Array(4096).fill(65 + i));

export default {
  fetch() {
    let next = 0;
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(CHUNKS[next++]);
        if (next === CHUNKS.length) {
          controller.close();
        }
      },
    });
    return new Response(body, { headers: { "content-type": "application/octet-stream" } });
  },
};
