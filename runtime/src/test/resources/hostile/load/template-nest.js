// Tries: templates within each other.
// Load: refused | accepted
export const nested = eval('`${'.repeat(20_000) + '1' + '}`'.repeat(20_000));
