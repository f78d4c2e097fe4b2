package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.admin.AdminServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(List<String> arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | no command (expected: serve, check, dev or apps) | nano",
                "srve | Unmatched argument at index 0: 'srve' | nano",
                "serve --prot 1 | Unknown option: '--prot' | nano serve",
                "serve --port x | Invalid value for option '--port': 'x' is no port (expected: 0 to 65535) | nano"
                        + " serve",
                "serve --debounce 5 | Invalid value for option '--debounce': '5' is no duration (expected: such as"
                        + " 500ms, 2s or 1m) | nano serve",
                "serve --log-format xml | Invalid value for option '--log-format': expected one of [TEXT, JSON]"
                        + " (case-insensitive) but was 'xml' | nano serve",
                "check | Missing required parameter: 'CONFIG' | nano check",
                "apps | no command (expected: list, add, remove or reload) | nano apps",
            })
    void badUsageIsNamedWithTheRemedy(String line, String message, String command) {
        assertThat(run(line.isEmpty() ? List.of() : List.of(line.split(" ")))).isEqualTo(2);
        assertThat(err.toString().lines()).startsWith("nano: " + message).endsWith("Try '" + command + " --help'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve nowhere.json | nowhere.json cannot be used (1 problem):",
                "serve --max-stuck-threads 0 | --max-stuck-threads: 0 (expected: 1 or more)",
                "serve --drain-grace 0s | --drain-grace: 0 (expected: more than zero)",
                "serve --apps-dir nowhere | --apps-dir: nowhere (expected: a directory)",
                "serve --admin-token x --admin-token-file y | --admin-token and --admin-token-file together (expected:"
                        + " one of the two)",
                "serve --admin-token-file nowhere | --admin-token-file: nowhere cannot be read",
                "serve --metrics-token-file nowhere | --metrics-token-file: nowhere cannot be read",
                "serve --wait-for-sync | --wait-for-sync: without a token nobody can send the set that it waits for"
                        + " (expected: together with --admin-token-file, or with NANO_ADMIN_TOKEN)",
                "serve --admin-tls-cert x | --admin-tls-cert and --admin-tls-key (expected: both or none of them)",
                "dev nowhere | nowhere: no index.js there (expected: the directory of an app)",
                "apps add x | --dir, --path: both or neither (expected: one of the two)",
                "apps add x --dir nowhere | --dir: no index.js in nowhere (expected: the directory of an app)",
                "apps list --ca-file nowhere | --ca-file: nowhere cannot be used",
                "apps list --admin localhost:9000 | --admin: localhost:9000 (expected: such as http://127.0.0.1:9000)",
            })
    void badValuesAreNamedWithTheRule(String line, String message) {
        assertThat(run(List.of(line.split(" ")))).isEqualTo(2);
        assertThat(err.toString()).startsWith("nano: " + message);
    }

    @Test
    void helpNamesTheCommandsAndTheEnvironment() {
        assertThat(run(List.of("--help"))).isZero();
        assertThat(out.toString()).contains("serve", "check", "dev", "apps", "NANO_ADMIN_PORT");
        assertThat(run(List.of("serve", "--help"))).isZero();
        assertThat(out.toString())
                .contains("--admin-token-file", "(default: 9000)", "(default: 127.0.0.1)", "(default: text)")
                .doesNotContain("${");
        assertThat(run(List.of("--version"))).isZero();
        assertThat(out.toString()).startsWith("nano ");
    }

    @Test
    void appsOfARunningServerAreListedAddedReplacedAndRemoved() throws IOException {
        Files.createDirectories(folder.resolve("app/lib"));
        Files.writeString(
                folder.resolve("app/index.js"),
                "import { word } from './lib/word.js'; export default { fetch: (r, env) => new Response(word +"
                        + " env.X) }");
        Files.writeString(folder.resolve("app/lib/word.js"), "export const word = 'wörd';");
        Files.write(folder.resolve("app/lib/logo.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});
        Files.createDirectories(folder.resolve("app/.git"));
        Files.writeString(folder.resolve("app/.git/config"), "secret");
        Files.writeString(
                folder.resolve("nano.json"),
                "{\"apps\":[{\"name\":\"configured\",\"path\":\"app\",\"env\":{\"X\":\"c\"}}]}");
        Path token = Files.writeString(folder.resolve("token"), AdminServer.TOKEN + "\n");
        try (AdminServer server = new AdminServer(folder.resolve("nano.json"))) {
            List<String> access = List.of(
                    "--admin", "http://127.0.0.1:" + server.address().getPort(), "--token-file", token.toString());
            String directory = folder.resolve("app").toString();
            List<String> add =
                    List.of("apps", "add", "pushed", "--hostname", "p.local", "--dir", directory, "-e", "X=1");
            assertThat(run(with(add, access))).as("%s", err).isZero();
            assertThat(out.toString()).startsWith("added p.local sha256:");
            assertThat(server.ask("p.local")).isEqualTo("wörd1");

            assertThat(run(with(add, access))).isEqualTo(1);
            assertThat(err.toString()).startsWith("nano: hostname: p.local belongs to the app 'pushed'");
            assertThat(run(with(add, access, "--replace", "--memory-mb", "64"))).isZero();
            assertThat(out.toString()).startsWith("replaced p.local sha256:");

            assertThat(run(with(List.of("apps", "add", "there", "--path", "app"), access)))
                    .isZero();

            assertThat(run(with(List.of("apps", "list"), access))).isZero();
            assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                    .hasSize(4)
                    .startsWith("HOSTNAME NAME STATE SOURCE REQUESTS ERRORS MEMORY DIGEST")
                    .anyMatch(line -> line.startsWith("p.local pushed serving admin 1 0 "))
                    .anyMatch(line -> line.startsWith("configured configured serving config "));
            assertThat(run(with(List.of("apps", "list", "--json"), access))).isZero();
            assertThat(out.toString())
                    .startsWith("{")
                    .contains("\"hostname\" : \"p.local\"")
                    .doesNotContain("secret");

            assertThat(run(with(List.of("apps", "remove", "p.local"), access))).isZero();
            assertThat(out).hasToString("removed p.local\n");
            assertThat(run(with(List.of("apps", "remove", "p.local"), access))).isEqualTo(1);

            Files.writeString(
                    folder.resolve("nano.json"),
                    "{\"apps\":[{\"name\":\"other\",\"path\":\"app\"},{\"name\":\"configured\",\"path\":\"app\"}]}");
            assertThat(run(with(List.of("apps", "reload"), access))).isZero();
            assertThat(out).hasToString("added other\nchanged configured\n0 unchanged, 2 loaded\n");
            Files.writeString(folder.resolve("nano.json"), "{\"prt\":1,\"apps\":7}");
            assertThat(run(with(List.of("apps", "reload"), access))).isEqualTo(1);
            assertThat(err.toString())
                    .contains("  apps: 7 (expected: a list)", "  prt: unknown key (did you mean port?)");

            List<String> stranger = List.of("apps", "list", "--token", "wrong", access.get(0), access.get(1));
            assertThat(run(stranger)).isEqualTo(1);
            assertThat(err.toString()).contains("--token-file").doesNotContain(AdminServer.TOKEN);
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertThat(run(List.of("apps", "list", "--admin", "http://127.0.0.1:1")))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("nano: no answer from http://127.0.0.1:1 (");
    }

    private static List<String> with(List<String> first, List<String> second, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(List.of(more));
        return all;
    }
}
