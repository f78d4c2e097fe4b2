package dev.nano.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.LoggedEvents;
import dev.nano.runtime.app.App;
import dev.nano.runtime.isolate.FileStamp;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Isolates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWatcherTest {

    private static Isolates isolates;

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private WatchedRuntime runtime;

    /** One engine for all tests: it takes long to get warm. */
    @BeforeAll
    static void startEngine() {
        isolates = new Isolates(IsolateSettings.defaults(), (app, level, message) -> {});
    }

    @AfterAll
    static void stopEngine() {
        isolates.close();
    }

    @BeforeEach
    void start() throws IOException {
        app("a", "a1");
        app("b", "b1");
        config("a", "b");
        runtime = new WatchedRuntime(folder.resolve("nano.json"), isolates);
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void app(String name, String answer) throws IOException {
        write(name + "/index.js", answering("'" + answer + "'"));
    }

    private static String answering(String expression) {
        return "export default { fetch() { return new Response(" + expression + "); } }";
    }

    private static String declared(String... names) {
        StringBuilder json = new StringBuilder("{\"apps\":[");
        for (String name : names) {
            json.append(json.charAt(json.length() - 1) == '}' ? "," : "")
                    .append("{\"name\":\"%s\",\"path\":\"%s\",\"hostname\":\"%s.local\"}".formatted(name, name, name));
        }
        return json.append("]}").toString();
    }

    private void config(String... names) throws IOException {
        write("nano.json", declared(names));
    }

    private void awaitAnswer(String host, String answer) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(runtime.ask(host)).startsWith(answer));
    }

    private App appAt(String host) {
        App app = runtime.apps.table().owner(host);
        assertThat(app).isNotNull();
        return app;
    }

    /** Waits until the newest version of an app was tried and did not load. */
    private void awaitProblem(String host) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(appAt(host).problem()).isNotNull());
    }

    private void awaitConfigProblem(String part) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(runtime.config.problems())
                        .anySatisfy(problem -> assertThat(problem).contains(part)));
    }

    @Test
    void anEditOfAnAppReplacesThatAppAlone() throws IOException {
        App untouched = appAt("b.local");
        app("a", "a2");
        awaitAnswer("a.local", "a2");
        assertThat(appAt("b.local")).isSameAs(untouched);
    }

    @Test
    void anEditOfAnImportedModuleReplacesTheApp() throws IOException {
        write("a/lib/word.js", "export const word = 'one';");
        write("a/index.js", "import { word } from './lib/word.js';" + answering("word"));
        awaitAnswer("a.local", "one");
        write("a/lib/word.js", "export const word = 'two';");
        awaitAnswer("a.local", "two");
    }

    @Test
    void aBrokenEditKeepsTheOldVersionServingUntilItIsMended() throws IOException {
        write("a/index.js", "export default {\n  fetch( { } }");
        awaitProblem("a.local");
        assertThat(appAt("a.local").problem().describe()).startsWith("index.js:2:");
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
        app("a", "a2");
        awaitAnswer("a.local", "a2");
        assertThat(appAt("a.local").problem()).isNull();
    }

    @Test
    void aModuleThatWasMissingIsPickedUpWhenItAppears() throws IOException {
        write("a/index.js", "import { word } from './late.js';" + answering("word"));
        awaitProblem("a.local");
        write("a/late.js", "export const word = 'late';");
        awaitAnswer("a.local", "late");
    }

    @Test
    void anAppThatIsMissingForAMomentServesOn() throws IOException {
        Files.delete(folder.resolve("a/index.js"));
        awaitProblem("a.local");
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
        app("a", "a2");
        awaitAnswer("a.local", "a2");
    }

    @Test
    void aFileWithAnOlderTimeIsAChangeToo() throws IOException {
        Path file = folder.resolve("a/index.js");
        Path older = folder.resolve("older.js");
        Files.writeString(older, answering("'a0'"));
        Files.setLastModifiedTime(older, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        Files.move(older, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        awaitAnswer("a.local", "a0");
    }

    @Test
    void anEditOfTheConfigAddsRemovesAndChangesApps() throws IOException {
        app("c", "c1");
        config("a", "c");
        awaitAnswer("c.local", "c1");
        assertThat(runtime.ask("b.local")).contains("no_app");
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
        write("nano.json", declared("a", "c").replace("c.local", "d.local"));
        awaitAnswer("d.local", "c1");
        assertThat(runtime.ask("c.local")).contains("no_app");
    }

    @Test
    void anAtomicSaveOfTheConfigIsSeen() throws IOException {
        app("c", "c1");
        write("nano.json.tmp", declared("a", "b", "c"));
        Files.move(folder.resolve("nano.json.tmp"), folder.resolve("nano.json"), StandardCopyOption.ATOMIC_MOVE);
        awaitAnswer("c.local", "c1");
    }

    @Test
    void aBrokenConfigChangesNothingAndSaysWhy() throws IOException {
        app("c", "c1");
        write("nano.json", declared("c").replace("]}", "]"));
        awaitConfigProblem("nano.json:1:");
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
        write("nano.json", declared("c").replace("\"path\"", "\"pth\""));
        awaitConfigProblem("apps[0].pth: unknown key (did you mean path?)");
        assertThat(runtime.ask("b.local")).isEqualTo("b1");
        config("b", "c");
        awaitAnswer("c.local", "c1");
        assertThat(runtime.config.problems()).isEmpty();
        assertThat(runtime.ask("a.local")).contains("no_app");
    }

    @Test
    void aConfigThatIsMissingForAMomentChangesNothing() throws IOException {
        app("c", "c1");
        Files.delete(folder.resolve("nano.json"));
        awaitConfigProblem("there is no such file");
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
        config("a", "c");
        awaitAnswer("c.local", "c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "a file", "empty", "a broken link", "a link that leads out"})
    void anAppWhoseDirectoryIsNotThereCostsThatAppOnlyAndComesWhenItIs(String what) throws IOException {
        Path directory = folder.resolve("c");
        switch (what) {
            case "a file" -> Files.writeString(directory, "x");
            case "empty" -> Files.createDirectory(directory);
            case "a broken link" -> Files.createSymbolicLink(directory, folder.resolve("nowhere"));
            case "a link that leads out" -> Files.createSymbolicLink(directory, elsewhere);
            default -> {}
        }
        config("a", "c");
        awaitAnswer("b.local", "{\"error\":{\"code\":\"no_app\"");
        assertThat(runtime.ask("c.local")).contains("load_failed");
        assertThat(runtime.ask("a.local")).isEqualTo("a1");
        awaitProblem("c.local");
        assertThat(appAt("c.local").problem().getMessage()).contains(directory.toString(), "(expected: a directory");

        // A process that starts now does so with the others.
        try (var restarted = new WatchedRuntime(folder.resolve("nano.json"), isolates)) {
            assertThat(restarted.ask("a.local")).isEqualTo("a1");
            assertThat(restarted.ask("c.local")).contains("load_failed");
        }

        Files.deleteIfExists(directory);
        app("c", "c1");
        awaitAnswer("c.local", "c1");
    }

    @Test
    void anEditThatKeepsSizeAndTimeIsSeen() throws IOException {
        Path file = folder.resolve("a/index.js");
        FileTime time = Files.getLastModifiedTime(file);
        FileStamp before = FileStamp.of(file);
        write("a/index.js", answering("'a2'"));
        Files.setLastModifiedTime(file, time);
        assertThat(FileStamp.of(file).size()).isEqualTo(before.size());
        assertThat(FileStamp.of(file).modifiedNanos()).isEqualTo(before.modifiedNanos());
        awaitAnswer("a.local", "a2");
    }

    @Test
    void otherPermissionsOrLinksOfAFileAreNoReasonToReplaceItsApp() throws IOException {
        App untouched = appAt("b.local");
        Files.createLink(folder.resolve("copy"), folder.resolve("b/index.js"));
        app("a", "a2");
        awaitAnswer("a.local", "a2");
        assertThat(untouched.code().isStale()).isFalse();
        assertThat(appAt("b.local")).isSameAs(untouched);
    }

    @Test
    void anAppThatIsReplacedBecauseItsFilesChangedIsLoggedWithBothVersions() throws IOException {
        try (var log = new LoggedEvents()) {
            app("a", "a2");
            awaitAnswer("a.local", "a2");
            Matcher line = Pattern.compile(
                            "old=\"(.+?)\".* new=\"(.+?)\".* old_version=\"(.{16})\".* new_version=\"(.{16})\"")
                    .matcher(await().until(() -> log.named("app_replaced"), lines -> !lines.isEmpty())
                            .getFirst());
            assertThat(line.find()).isTrue();
            assertThat(line.group(1)).isEqualTo(line.group(2));
            assertThat(line.group(3)).isNotEqualTo(line.group(4));
        }
    }

    @Test
    void theDefaultAppFollowsTheConfig() throws IOException {
        assertThat(runtime.ask("unknown.local")).contains("no_app");
        write("nano.json", declared("a", "b").replaceFirst("\\{", "{\"default_app\":\"b\","));
        awaitAnswer("unknown.local", "b1");
    }

    @Test
    void theSymlinkSwapOfAConfigMapVolumeIsSeen() throws IOException {
        Path volume = Files.createDirectories(folder.resolve("volume"));
        version(volume, "..1", "one");
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(volume.resolve("nano.json"), Path.of("..data/nano.json"));
        Files.createSymbolicLink(volume.resolve("app"), Path.of("..data/app"));
        try (var swapped = new WatchedRuntime(volume.resolve("nano.json"), isolates)) {
            assertThat(swapped.ask("one.local")).isEqualTo("one");
            version(volume, "..2", "two");
            Files.createSymbolicLink(volume.resolve("..tmp"), Path.of("..2"));
            Files.move(volume.resolve("..tmp"), volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(swapped.ask("two.local")).isEqualTo("two"));
            assertThat(swapped.ask("one.local")).contains("no_app");
        }
    }

    @Test
    void theSymlinkSwapOfAConfigMapThatIsTheFolderOfAnAppIsSeen() throws IOException {
        Path volume = Files.createDirectories(folder.resolve("mounted"));
        files(volume, "..1", "one");
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..1"));
        for (String file : new String[] {"index.js", "word.js"}) {
            Files.createSymbolicLink(volume.resolve(file), Path.of("..data", file));
        }
        config("a", "mounted");
        awaitAnswer("mounted.local", "one");
        // As the kubelet does it: the old files are gone right after the swap.
        files(volume, "..2", "two");
        Files.createSymbolicLink(volume.resolve("..data_tmp"), Path.of("..2"));
        Files.move(volume.resolve("..data_tmp"), volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        for (String file : new String[] {"index.js", "word.js", ""}) {
            Files.delete(volume.resolve("..1").resolve(file));
        }
        awaitAnswer("mounted.local", "two");
        assertThat(appAt("mounted.local").problem()).isNull();
    }

    private void files(Path volume, String version, String word) throws IOException {
        String base = volume.getFileName() + "/" + version;
        write(base + "/index.js", "import { word } from './word.js';" + answering("word"));
        write(base + "/word.js", "export const word = '" + word + "';");
    }

    /** One version of a volume, with the same times and sizes as every other one. */
    private void version(Path volume, String name, String word) throws IOException {
        String base = "volume/" + name;
        write(base + "/app/index.js", answering("'" + word + "'"));
        write(
                base + "/nano.json",
                "{\"apps\":[{\"name\":\"app\",\"path\":\"app\",\"hostname\":\"" + word + ".local\"}]}");
        for (String file : new String[] {"app/index.js", "nano.json"}) {
            Files.setLastModifiedTime(
                    volume.resolve(name).resolve(file), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        }
    }

    @Test
    void aReloadOnDemandTellsWhatItDid() throws IOException {
        app("c", "c1");
        write("d/index.js", "export default 1");
        write("nano.json", declared("a", "b", "c", "d").replace("b.local\"", "b.local\",\"memory_mb\":64"));
        ReloadReport report = runtime.config.reload("test");
        assertThat(report.added()).containsExactly("c.local");
        assertThat(report.changed()).containsExactly("b.local");
        assertThat(report.unchanged()).containsExactly("a.local");
        assertThat(report.errors()).singleElement().asString().startsWith("d.local: ");
        assertThat(report.loaded()).isEqualTo(3);
        assertThat(report.success()).isFalse();
        config("a");
        assertThat(runtime.config.reload("test").removed()).containsExactlyInAnyOrder("b.local", "c.local", "d.local");
    }
}
