// Tries: fetches that are cancelled at once.
// Expect: 200 held | 504 timeout
export async function attack() {
  for (let i = 0; i < 1000; i++) {
    const controller = new AbortController();
    const response = fetch('http://host.invalid/', { signal: controller.signal });
    controller.abort();
    await response.catch(() => {});
  }
  return new Response('held');
}
