// Tries: an error of thirty megabytes, of which a response and the heap are full.
// Load: refused
throw new Error('x'.repeat(30 << 20));
