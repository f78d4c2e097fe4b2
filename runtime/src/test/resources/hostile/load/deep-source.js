// Tries: source that is nested too deep for the parser.
// Load: refused | accepted
export const deep = eval('['.repeat(200_000) + ']'.repeat(200_000));
