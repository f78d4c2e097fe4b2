// Tries: timers without end while the app loads.
// Load: refused | accepted
try {
  for (;;) setTimeout(() => {}, 2 ** 31 - 1);
} catch {
  // Refused, which is fine.
}
