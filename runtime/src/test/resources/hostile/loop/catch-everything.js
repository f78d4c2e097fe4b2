// Tries: to catch the exception that ends it.
// Expect: 504 timeout
export function attack() {
  const spin = () => {
    try {
      for (;;) {}
    } catch {
      spin();
    }
  };
  spin();
}
