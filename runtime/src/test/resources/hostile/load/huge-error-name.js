// Tries: an error whose name and stack are huge.
// Load: refused
const error = new Error('x');
error.name = 'x'.repeat(30 << 20);
error.stack = 'y'.repeat(30 << 20);
throw error;
