// Tries: to set options of the platform's calls by Object.prototype.
// Expect: 200 held | 500 handler_error
export async function attack() {
  Object.prototype.fatal = true;
  Object.prototype.highWaterMark = Infinity;
  Object.prototype.type = 'bytes';
  try {
    return new Response(await new Response('held').text());
  } finally {
    delete Object.prototype.fatal;
    delete Object.prototype.highWaterMark;
    delete Object.prototype.type;
  }
}
