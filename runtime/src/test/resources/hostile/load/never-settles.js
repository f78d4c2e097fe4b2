// Tries: a top-level await that never settles.
// Load: refused
await new Promise(() => {});
