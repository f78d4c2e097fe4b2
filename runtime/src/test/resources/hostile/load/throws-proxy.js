// Tries: to throw what throws when it is looked at.
// Load: refused
throw new Proxy({}, { get() { throw new Error('no'); }, ownKeys() { throw new Error('no'); }, getPrototypeOf() { throw new Error('no'); } });
