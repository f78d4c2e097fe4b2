// Tries: a default export that does not come back when asked for its handler.
// Load: accepted
// Expect: 200 fine
export default { get fetch() { for (;;) {} } };
