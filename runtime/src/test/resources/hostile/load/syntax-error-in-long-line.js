// Tries: a syntax error in a line of a megabyte.
// Load: refused
eval('x'.repeat(1 << 20) + ' y');
