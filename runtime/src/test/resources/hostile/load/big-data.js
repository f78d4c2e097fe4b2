// Tries: a module that holds sixty megabytes from the start.
// Load: refused | accepted
export const data = new Uint8Array(100 << 20).fill(1);
