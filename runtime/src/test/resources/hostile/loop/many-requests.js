// Tries: a loop without end in sixteen requests at a time.
// Expect: 504 timeout | 503 isolate_ended | 503 queue_full
// Requests: 16
export function attack() {
  for (;;) {}
}
