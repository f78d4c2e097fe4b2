// Tries: a top-level await on itself.
// Load: refused | accepted
const self = await import('./attack.js');
export const again = self;
