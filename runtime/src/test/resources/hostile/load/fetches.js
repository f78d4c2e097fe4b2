// Tries: a hundred requests while the app loads.
// Load: refused | accepted
await Promise.allSettled(Array.from({ length: 100 }, () => fetch('http://127.0.0.1:1/')));
