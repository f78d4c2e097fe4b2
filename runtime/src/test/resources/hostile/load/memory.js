// Tries: to fill the memory while the app loads.
// Load: refused
const all = [];
for (;;) all.push({ a: all.length });
