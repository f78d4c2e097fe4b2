// Tries: a switch of a hundred thousand cases.
// Load: refused | accepted
export const found = eval(`switch (1) {${Array.from({ length: 100_000 }, (_, i) => `case ${i + 2}:`).join('')}}`);
