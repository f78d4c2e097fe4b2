// Tries: two hundred thousand functions in one source.
// Load: refused | accepted
export const last = eval(`${'(()=>{});'.repeat(200_000)}1`);
