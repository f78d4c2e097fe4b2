package dev.nano.runtime.admin;

import java.util.List;

/** The config file, as far as the admin API has to do with it. */
public interface ConfigReload {

    /**
     * Reads the file again and carries out what changed. Blocks while apps load.
     *
     * @param actor who wanted it, for the log
     * @throws Refused when the file is wrong; nothing has changed then
     */
    ReloadReport reload(String actor) throws Refused;

    /** What is wrong with the file as it was last read, one line for each problem; empty when it is what is served. */
    List<String> problems();

    /** The file is not a valid configuration. */
    final class Refused extends Exception {

        private final List<String> problems;

        /** @param problems each as {@code apps[3].memory_mb: -1 (expected: 1 to 65536)} */
        public Refused(List<String> problems) {
            super(String.join("; ", problems), null, false, false);
            this.problems = List.copyOf(problems);
        }

        public List<String> problems() {
            return problems;
        }
    }
}
