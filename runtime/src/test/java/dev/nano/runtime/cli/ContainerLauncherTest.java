package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the launcher of the container image divides the memory of a container, as a real JVM understands it. */
class ContainerLauncherTest {

    /** MiB: more than ContainerMemoryIT finds that neither heap nor network takes, and the chart's state directory in memory. */
    private static final int OTHERS = 260 + 64;

    @TempDir
    private Path folder;

    private ContainerLauncher launcher;

    @BeforeEach
    void prepare() throws IOException {
        launcher = new ContainerLauncher(folder);
    }

    private record Run(int status, String output) {

        /** A flag of the JVM. */
        double flag(String name) {
            Matcher value = Pattern.compile(" " + name + " += ([0-9.]+) ").matcher(output);
            assertThat(value.find()).as(output).isTrue();
            return Double.parseDouble(value.group(1));
        }

        int networkMib() {
            return (int) (flag("MaxDirectMemorySize") / (1 << 20));
        }
    }

    /** The JVM says what it would do, and ends. */
    private Run run() throws Exception {
        launcher.options("-XX:+PrintFlagsFinal -version");
        ProcessBuilder builder = new ProcessBuilder(launcher.command()).redirectErrorStream(true);
        builder.environment().putAll(launcher.environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private static String bytes(int mib) {
        return String.valueOf((long) mib << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {640, 700, 768, 1024, 1375, 1376, 1535, 1536, 2048, 65536})
    void heapNetworkAndAllElseTogetherFitTheLimit(int mib) throws Exception {
        launcher.limit(bytes(mib));

        Run run = run();

        double heap = run.flag("MaxRAMPercentage") / 100 * mib;
        assertThat(heap + run.networkMib() + OTHERS).isLessThanOrEqualTo(mib);
        assertThat(heap).isGreaterThan(200);
        assertThat(run.networkMib()).isGreaterThanOrEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(ints = {1536, 2048, 65536})
    void aLargerContainerGetsWhatAMachineGets(int mib) throws Exception {
        launcher.limit(bytes(mib));
        assertMachine(run());
    }

    private static void assertMachine(Run run) {
        assertThat(run.flag("MaxRAMPercentage")).isEqualTo(60);
        assertThat(run.networkMib()).isEqualTo(256);
    }

    @Test
    void withoutALimitItIsAsOnAMachine() throws Exception {
        assertMachine(run());
        launcher.limit("max");
        assertMachine(run());
    }

    @Test
    void cgroupsOfVersionOneAreReadToo() throws Exception {
        launcher.limitOfV1(bytes(640));
        assertThat(run().networkMib()).isEqualTo(72);
        // Their way of saying that there is none.
        launcher.limitOfV1("9223372036854771712");
        assertMachine(run());
    }

    @Test
    void tooLittleIsRefusedWithWhatItTakes() throws Exception {
        launcher.limit(bytes(639));
        assertThat(run())
                .isEqualTo(new Run(2, "nano: memory limit of the container: 639 MiB (expected: at least 640 MiB)\n"));
    }

    @Test
    void whoKnowsBetterHasTheLastWord() throws Exception {
        launcher.limit(bytes(768)).options("-XX:MaxDirectMemorySize=32m -XX:MaxRAMPercentage=50");

        Run run = run();

        assertThat(run.networkMib()).isEqualTo(32);
        assertThat(run.flag("MaxRAMPercentage")).isEqualTo(50);
    }
}
