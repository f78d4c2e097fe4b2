// Tries: a million rejections that are not handled.
// Load: refused | accepted
for (let i = 0; i < 1_000_000; i++) Promise.reject(new Error('x'.repeat(100)));
