// Tries: an expression of a million operators.
// Load: refused | accepted
export const sum = eval('1+'.repeat(1_000_000) + '1');
