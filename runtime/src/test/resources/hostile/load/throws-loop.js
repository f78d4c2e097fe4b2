// Tries: to throw what does not come back when it is looked at.
// Load: refused
throw { get message() { for (;;) {} }, get stack() { for (;;) {} }, toString() { for (;;) {} } };
