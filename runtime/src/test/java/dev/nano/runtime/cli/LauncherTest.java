package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which JDK {@code ./nano} takes, among directories that look like JDKs. */
class LauncherTest {

    private static final String COMPLETE = "java.base jdk.internal.vm.ci jdk.jlink";

    @TempDir
    private Path folder;

    private Path jdk(String version, String modules) throws IOException {
        Path home = folder.resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.createFile(
                home.resolve("bin/java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(
                home.resolve("release"),
                "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
        return home;
    }

    /** What commands print that may use the functions of dev/launcher.sh, and how they end. */
    private record Run(int status, String out) {}

    private static Run run(Map<String, String> environment, String commands) throws Exception {
        Path home = Path.of("..").toRealPath();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                "sh", "-c", "set -u; home=$1; . \"$home/dev/launcher.sh\"; " + commands, "sh", home.toString()));
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out);
    }

    private static Run consider(Path home) throws Exception {
        return run(Map.of(), "consider '" + home + "'; printf '%s|%s' \"$jdk\" \"$found\"");
    }

    @ParameterizedTest
    @CsvSource({"25.0.99", "25.0.100", "25.0.99-ea"})
    void aJdkOfTheRightReleaseIsTaken(String version) throws Exception {
        Path home = jdk(version, COMPLETE);
        assertThat(consider(home).out()).isEqualTo(home + "|");
    }

    @ParameterizedTest
    @CsvSource({"17.0.15", "24.0.2", "25", "25.0.1", "26", "26.0.5", "x"})
    void anotherIsRememberedForTheMessage(String version) throws Exception {
        Path home = jdk(version, COMPLETE);
        assertThat(consider(home).out()).isEqualTo("|\n  " + version + " at " + home);
    }

    @Test
    void aJreIsRefusedNamingWhatItLacks() throws Exception {
        Path home = jdk("25.0.99", "java.base");
        assertThat(consider(home).out())
                .startsWith("|\n  25.0.99, but without the module jdk.internal.vm.ci (is it a JRE?), at ");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', C.UTF-8",
        "'', '', C, C.UTF-8",
        "C, '', en_US.UTF-8, C.UTF-8",
        "'', POSIX, en_US.UTF-8, C.UTF-8",
        "'', '', en_US.UTF-8, ''",
        "'', en_US.UTF-8, C, ''",
        "C.UTF-8, '', '', C.UTF-8"
    })
    void fileNamesAreUtf8InAnyLocaleThatIsNone(String all, String type, String language, String expected)
            throws Exception {
        Map<String, String> locale = Map.of("LC_ALL", all, "LC_CTYPE", type, "LANG", language);
        assertThat(run(locale, "use_utf8; printf %s \"$LC_ALL\"").out()).isEqualTo(expected);
        // The container's script holds the same lines; it is run as far as the JVM.
        String container = "sed '/^exec /,$d' \"$home/runtime/src/main/launcher/container.sh\"";
        assertThat(run(locale, "eval \"$(" + container + ")\"; printf %s \"$LC_ALL\"")
                        .out())
                .isEqualTo(expected);
    }

    @Test
    void anOlderDefaultJavaIsPassedOver() throws Exception {
        Path old = jdk("17.0.15", COMPLETE);
        Path right = jdk("25.0.99", COMPLETE);
        String path = right.resolve("bin") + ":" + System.getenv("PATH");
        assertThat(run(Map.of("JAVA_HOME", old.toString(), "PATH", path), "find_jdk; echo $jdk"))
                .isEqualTo(new Run(0, right + "\n"));
    }

    @Test
    void withoutAnyItSaysWhatToInstall() throws Exception {
        Run run = run(Map.of(), "consider() { :; }; find_jdk; echo went on");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out())
                .matches("(?s)nano needs JDK 25: 25\\.0\\.\\d+ or a later 25\\.0 update, a full JDK and not a JRE\\.\n"
                        + "Install one.*")
                .doesNotContain("went on");
    }
}
