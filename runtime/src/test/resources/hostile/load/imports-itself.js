// Tries: a module that imports itself under other names.
// Load: refused | accepted
export const again = await import('./attack.js?again').catch(() => null);
