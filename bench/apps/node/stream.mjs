import { createServer } from "node:http";

const CHUNKS = Array.from({ length: 16 }, (_, i) => Buffer.alloc(4096, 65 + i));

// Faster here than a Readable piped into the response, and it waits for a slow reader as that does.
function send(response, next) {
  while (next < CHUNKS.length) {
    if (!response.write(CHUNKS[next++])) {
      response.once("drain", () => send(response, next));
      return;
    }
  }
  response.end();
}

createServer((request, response) => {
  response.setHeader("content-type", "application/octet-stream");
  send(response, 0);
}).listen(Number(process.argv[2]), "127.0.0.1");
