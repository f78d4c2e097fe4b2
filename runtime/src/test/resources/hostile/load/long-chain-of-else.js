// Tries: fifty thousand branches within each other.
// Load: refused | accepted
export const choice = eval('if(0);else '.repeat(50_000) + '1');
