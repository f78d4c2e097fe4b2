package dev.nano.runtime.isolate;

/**
 * What the JavaScript runs on.
 *
 * @param implementation as the engine names itself
 * @param version of the engine
 */
public record JavaScriptMode(String implementation, String version) {

    /** Whether hot JavaScript becomes machine code; without that it is 10 to 40 times slower and memory is not limited. */
    public boolean isOptimizing() {
        return !implementation.contains("Interpreted");
    }

    /** {@code optimizing} or {@code interpreted}. */
    public String word() {
        return isOptimizing() ? "optimizing" : "interpreted";
    }
}
