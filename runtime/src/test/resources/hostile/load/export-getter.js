// Tries: a default export that does not come back when asked for its handler.
// Load: refused
export default { get fetch() { for (;;) {} } };
