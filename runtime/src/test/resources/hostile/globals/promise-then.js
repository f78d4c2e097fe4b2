// Tries: to stop all promises of the platform.
// Expect: 200 held | 504 timeout
export function attack() {
  Promise.prototype.then = function () {
    return new Promise(() => {});
  };
  return new Response('held');
}
