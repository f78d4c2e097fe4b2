// Tries: an error with a million errors.
// Load: refused
throw new AggregateError(Array.from({ length: 1_000_000 }, (_, i) => new Error(`${i}`)));
