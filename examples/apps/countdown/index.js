const second = () => new Promise((resolve) => setTimeout(resolve, 1000));

// Streams a line each second; `curl -N` shows them as they come.
export default {
  fetch() {
    let left = 3;
    const lines = new ReadableStream({
      async pull(controller) {
        if (left === 0) {
          controller.enqueue("lift-off\n");
          controller.close();
          return;
        }
        controller.enqueue(`${left--}\n`);
        await second();
      },
    });
    return new Response(lines.pipeThrough(new TextEncoderStream()));
  },
};
