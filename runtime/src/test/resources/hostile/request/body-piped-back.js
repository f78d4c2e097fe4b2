// Tries: to send what it receives while receiving it.
// Expect: 200 | 504 timeout | cut | 503 isolate_ended
// Requests: 8
// Body: 8000000
export function attack(request) {
  return new Response(request.body);
}
