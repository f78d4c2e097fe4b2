// Tries: a loop without end while the app loads.
// Load: refused
for (;;) {}
