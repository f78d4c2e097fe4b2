// Tries: to keep texts that are joined from ever more parts.
// Expect: 503 memory_limit | 504 timeout
export function attack(request) {
  const kept = [];
  for (let i = 0; ; i++) { let text = 'x'; for (let j = 0; j < 1000; j++) text = `${i}${text}${j}`; kept.push(text); }
}
