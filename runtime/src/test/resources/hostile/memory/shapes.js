// Tries: objects of ever new shapes.
// Expect: 503 memory_limit | 504 timeout
export function attack() {
  const all = [];
  for (let i = 0; ; i++) all.push({ [`a${i}`]: 1, [`b${i}`]: 2, [`c${i}`]: 3 });
}
