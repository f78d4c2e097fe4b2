// Tries: to ignore the body of requests.
// Expect: 200 ignored
// Requests: 8
// Body: 8000000
export function attack() {
  return new Response('ignored');
}
