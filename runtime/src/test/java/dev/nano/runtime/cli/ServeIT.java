package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {

    private static final String HELLO = "export default { fetch: () => new Response('%s') }";

    private static String waiting(Gate gate) {
        return """
            export default {
              async fetch(request) {
                console.log('begun');
                await fetch('%s');
                return new Response('finished');
              },
            };
            """.formatted(gate.url());
    }

    @TempDir
    Path folder;

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String config(String apps) throws IOException {
        write("nano.json", "{\"defaults\":{\"egress\":[\"127.0.0.0/8\"]},\"apps\":[" + apps + "]}");
        return folder.resolve("nano.json").toString();
    }

    /** With an eye on its files that sees changes soon. */
    private static NanoProcess serve(String config) throws IOException {
        return NanoProcess.serve(config, "--poll-interval=50ms", "--debounce=100ms");
    }

    @Test
    void servesReloadsSurvivesABrokenEditAndDrains() throws Exception {
        write("hello/index.js", HELLO.formatted("one"));
        String config = config("""
            {"name":"hello","path":"hello","hostname":"hello.local"},
            {"name":"slow","path":"slow","hostname":["slow.local","*.slow.local"],"timeout_ms":600000}
            """);
        var gate = new Gate();
        write("slow/index.js", waiting(gate));
        try (gate;
                NanoProcess nano = serve(config)) {
            URI url = nano.url();
            assertThat(nano.awaitLine("^nano ").replaceAll("")).contains("JavaScript: optimizing", "2 apps");
            Matcher curl = nano.awaitLine("^  hello +curl -H 'Host: (\\S+)' (http://\\S+)$");
            assertThat(nano.get(URI.create(curl.group(2)), curl.group(1)).body())
                    .isEqualTo("one");
            nano.awaitLine(
                    " request id=\\S+ app=hello method=GET path=/ status=200 took_ms=\\d+ bytes=3 client=127.0.0.1");

            write("hello/index.js", HELLO.formatted("two"));
            nano.awaitAnswer(url, "hello.local", "two");

            write("hello/index.js", "export default {\n  fetch( { } };");
            nano.awaitLine("WARN  app_not_loaded host=hello.local actor=watch error=\"index.js:2:\\d+: SyntaxError");
            assertThat(nano.get(url, "hello.local").body()).isEqualTo("two");

            write("hello/index.js", HELLO.formatted("three"));
            nano.awaitAnswer(url, "hello.local", "three");

            write("nano.json", "{\"apps\":[}");
            nano.awaitLine("ERROR config_rejected");
            nano.awaitLine("config_problem at=\\S+nano.json:1:\\d+ problem=\"is not JSON");
            assertThat(nano.get(url, "hello.local").body()).isEqualTo("three");

            CompletableFuture<HttpResponse<String>> running = nano.send(url, "any.slow.local");
            nano.awaitLine(" INFO  console app=slow begun");
            URI ready = nano.adminUrl().resolve("/readyz");
            assertThat(nano.get(ready, "x").statusCode()).isEqualTo(200);
            nano.terminate();
            nano.awaitLine(" stopping ");
            assertThat(nano.get(ready, "x").body()).contains("draining");
            gate.open();
            assertThat(running.join().body()).isEqualTo("finished");
            assertThat(nano.awaitExit()).isZero();
            assertThat(nano.out.getLast()).contains(" stopped ");
        }
    }

    @Test
    void aSecondSignalEndsItAtOnceAndEveryLineOfTheJsonLogIsJson() throws Exception {
        var gate = new Gate();
        write("slow/index.js", waiting(gate));
        String config = config("{\"name\":\"slow\",\"path\":\"slow\",\"timeout_ms\":600000}");
        Map<String, String> environment = Map.of(
                "NANO_CONFIG", config,
                "NANO_LOG_FORMAT", "json",
                "NANO_PORT", "1",
                "NANO_ADMIN_PORT", "0",
                "NANO_ADMIN_TOKEN", "t",
                "NANO_WAIT_FOR_SYNC", "true");
        try (gate;
                NanoProcess nano = new NanoProcess(environment, "serve", "--host", "127.0.0.1", "--port", "0")) {
            Matcher started = nano.awaitLine(
                    "\"event\":\"started\".*\"url\":\"(http://[^\"]+)\".*\"admin_url\":\"(http://[^\"]+)\"");
            assertThat(nano.get(URI.create(started.group(2)).resolve("/readyz"), "x")
                            .body())
                    .contains("waiting for the first complete set of apps");
            nano.awaitLine("\"event\":\"app_ready\",\"app\":\"slow\",\"curl\":\"curl -H 'Host: slow' ");
            var _ = nano.send(URI.create(started.group(1)), "slow");
            nano.awaitLine("\"event\":\"console\",\"app\":\"slow\",\"message\":\"begun\"");
            nano.terminate();
            nano.awaitLine("\"event\":\"stopping\"");
            nano.terminate();
            assertThat(nano.awaitExit()).isEqualTo(128 + 15);
            for (String line : nano.out) {
                JsonNode json = new JsonMapper().readTree(line);
                assertThat(json.path("event").isTextual()).as(line).isTrue();
            }
        }
    }

    @Test
    void aSignalWhileItsAppsAreStillLoadingEndsItAtOnce() throws Exception {
        write("slow/index.js", "console.log('loading'); await new Promise(() => {});" + HELLO);
        try (NanoProcess nano = serve(config("{\"name\":\"slow\",\"path\":\"slow\",\"timeout_ms\":600000}"))) {
            nano.awaitLine(" console app=slow loading");
            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
            assertThat(nano.out.getLast()).contains(" stopped_while_starting");
        }
    }

    @Test
    void aBadConfigEndsItWithEveryProblem() throws Exception {
        String config = config("{\"name\":\"a\",\"path\":\"a\",\"memory_mb\":-1},{\"nam\":\"b\"}");
        try (NanoProcess nano = serve(config)) {
            assertThat(nano.awaitExit()).isEqualTo(2);
            assertThat(nano.out).isEmpty();
            // That there is no folder "a" is no mistake in the file: it costs that app alone.
            assertThat(nano.err).hasSize(5);
            assertThat(nano.err.getFirst()).isEqualTo("nano: " + config + " cannot be used (4 problems):");
            assertThat(String.join("\n", nano.err))
                    .contains(
                            "\n  apps[0].memory_mb: -1 (expected: 1 to 65536)",
                            "\n  apps[1].nam: unknown key (did you mean name?)",
                            "\n  apps[1].name: missing",
                            "\n  apps[1].path: missing");
        }
    }

    @Test
    void anAppThatNeverLoadedDoesNotKeepTheOthersFromServing() throws Exception {
        write("good/index.js", HELLO.formatted("good"));
        write("bad/index.js", "export const x = 1;");
        String config = config("{\"name\":\"good\",\"path\":\"good\"},{\"name\":\"bad\",\"path\":\"bad\"}");
        try (NanoProcess nano = serve(config)) {
            URI url = nano.url();
            nano.awaitLine("^  bad +did not load: ");
            assertThat(nano.get(url, "good").body()).isEqualTo("good");
            assertThat(nano.get(url, "bad").statusCode()).isEqualTo(503);
            write("bad/index.js", HELLO.formatted("mended"));
            nano.awaitAnswer(url, "bad", "mended");
        }
    }

    @Test
    void checkLoadsEveryAppAndNamesTheBrokenOnes() throws Exception {
        write("good/index.js", HELLO.formatted("good"));
        write("syntax/index.js", "\nexport default {{");
        write("none/index.js", "export const x = 1;");
        write("type/index.js", "export default { fetch: 7 };");
        String config = config("""
            {"name":"good","path":"good"},{"name":"syntax","path":"syntax"},{"name":"none","path":"none"},
            {"name":"type","path":"type"}
            """);
        try (NanoProcess nano = new NanoProcess(Map.of(), "check", config)) {
            assertThat(nano.awaitExit()).isEqualTo(2);
            assertThat(nano.out).hasSize(5);
            assertThat(nano.out.get(0)).isEqualTo("ok      good");
            assertThat(nano.out.get(1)).startsWith("broken  syntax: index.js:2:");
            assertThat(nano.out.get(2)).startsWith("broken  none: ").contains("default");
            assertThat(nano.out.get(3)).startsWith("broken  type: ").contains("fetch");
            assertThat(nano.out.get(4)).isEqualTo("4 apps, 3 broken");
        }
        try (NanoProcess nano = new NanoProcess(Map.of(), "check", config("{\"name\":\"good\",\"path\":\"good\"}"))) {
            assertThat(nano.awaitExit()).as("%s", nano.err).isZero();
            assertThat(nano.out).containsExactly("ok      good", "1 app, 0 broken");
        }
    }

    @Test
    void devServesADirectoryOnAnyHostAndShowsWhatIsWrong() throws Exception {
        write("app/index.js", HELLO.formatted("one"));
        String directory = folder.resolve("app").toString();
        try (NanoProcess nano = new NanoProcess(Map.of(), "dev", directory, "--port", "0", "-e", "NAME=value")) {
            URI url = nano.url();
            assertThat(nano.get(url, "whatever.example.com").body()).isEqualTo("one");
            write("app/index.js", "export default { fetch(request, env) { throw new Error('oops ' + env.NAME); } }");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> answer = nano.get(url, "localhost");
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).contains("oops value", "index.js:1");
            });
            write("app/index.js", "export default {\n fetch( }");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> answer = nano.get(url, "localhost");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("index.js:2:", "SyntaxError");
            });
            write("app/index.js", HELLO.formatted("two"));
            nano.awaitAnswer(url, "localhost", "two");
            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
        }
    }

    @Test
    void withoutTheCompilerItServesAllTheSameAndNamesTheRemedy() throws Exception {
        write("hello/index.js", HELLO.formatted("slowly"));
        String config = config("{\"name\":\"hello\",\"path\":\"hello\"}");
        try (NanoProcess nano = NanoProcess.serveInterpreted(config)) {
            URI url = nano.url();
            nano.awaitLine("^nano .* JavaScript: interpreted");
            nano.awaitLine("^WARNING: JavaScript is interpreted.*Remedy: start with ./nano");
            assertThat(nano.get(url, "hello").body()).isEqualTo("slowly");
            assertThat(nano.admin("/admin/health").body()).contains("\"mode\":\"interpreted\"");
            assertThat(nano.get(nano.adminUrl().resolve("/metrics"), "x").body())
                    .contains("nano_info{javascript=\"interpreted\"");
        }
    }

    @Test
    void aFileNameThatTheLocaleHasNoLettersForIsRefusedWithTheRemedy() throws Exception {
        String app = """
            {"name": "a", "files": {"index.js": "import './müll.js'; export default { fetch: () => new Response('a') }",
             "müll.js": ""}}
            """;
        for (String locale : new String[] {"C", "C.UTF-8"}) {
            Map<String, String> environment = Map.of("NANO_ADMIN_TOKEN", NanoProcess.TOKEN, "LC_ALL", locale);
            try (NanoProcess nano = new NanoProcess(environment, "serve", "--host", "127.0.0.1", "--port", "0")) {
                HttpResponse<String> answer = nano.put("/admin/apps/a", app);
                if (locale.equals("C")) {
                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.body())
                            .contains("müll.js", "(expected: ASCII, or a runtime started with LC_ALL=C.UTF-8)");
                } else {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        write("a/index.js", HELLO.formatted("a"));
        String config = config("{\"name\":\"a\",\"path\":\"a\"}");
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            try (NanoProcess nano = new NanoProcess(Map.of(), "serve", config, "--host", "127.0.0.1", "--port", port)) {
                assertThat(nano.awaitExit()).isEqualTo(1);
                assertThat(String.join("\n", nano.err)).startsWith("nano: listen on 127.0.0.1:" + taken.getLocalPort());
            }
        }
    }
}
