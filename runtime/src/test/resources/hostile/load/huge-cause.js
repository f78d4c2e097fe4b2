// Tries: a long chain of causes.
// Load: refused
let error;
for (let i = 0; i < 100_000; i++) error = new Error(`${i} ${'x'.repeat(100)}`, { cause: error });
throw error;
