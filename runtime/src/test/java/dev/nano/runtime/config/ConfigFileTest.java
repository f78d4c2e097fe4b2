package dev.nano.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.isolate.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    @TempDir
    Path folder;

    @BeforeEach
    void createApps() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.createDirectories(folder.resolve("apps/" + name));
            Files.writeString(folder.resolve("apps/" + name + "/index.js"), "export default { fetch() {} }");
        }
    }

    private ConfigRead read(String json) {
        try {
            Files.writeString(folder.resolve("nano.json"), json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigFile.read(folder.resolve("nano.json"));
    }

    private Config config(String json) {
        ConfigRead read = read(json);
        assertThat(read).isInstanceOf(Config.class);
        return (Config) read;
    }

    /** The problems, with the folder of the test named FOLDER. */
    private List<String> problems(String json) {
        return switch (read(json)) {
            case Config _ -> List.of();
            case ConfigProblems rejected ->
                rejected.problems().stream()
                        .map(problem -> problem.toString().replace(folder.toString(), "FOLDER"))
                        .toList();
        };
    }

    private List<String> problemsOfApp(String fields) {
        return problems(
                "{'apps':[{'name':'a','path':'./apps/a',%s}]}".formatted(fields).replace('\'', '"'));
    }

    @Test
    void loadsTheConfigOfNanoUnchanged() {
        Config config = config("""
            {
              "port": 3000,
              "defaults": { "timeout_ms": 4000, "memory_mb": 64 },
              "apps": [
                {
                  "name": "api-gateway",
                  "hostname": "API.example.com",
                  "path": "./apps/a",
                  "timeout_ms": 3000,
                  "memory_mb": 256,
                  "max_buffer_size_mb": 32,
                  "env": { "DATABASE_URL": "postgresql://localhost/mydb" }
                },
                { "name": "b.local", "path": "%s", "env": null }
              ]
            }
            """.formatted(folder.resolve("apps/b")));
        assertThat(config.listener().port()).isEqualTo(3000);
        AppSpec first = config.apps().get(0);
        assertThat(first.name()).isEqualTo("api-gateway");
        assertThat(first.hostnames()).containsExactly("api.example.com");
        assertThat(first.limits()).isEqualTo(new Limits(Duration.ofSeconds(3), 256, 32));
        assertThat(first.env()).containsExactly(java.util.Map.entry("DATABASE_URL", "postgresql://localhost/mydb"));
        assertThat(first.origin()).isEqualTo(Origin.CONFIG);
        assertThat(first.code())
                .isEqualTo(new CodeSource.Directory(
                        folder.resolve("apps/a"), folder.resolve("apps/a").toString(), folder));
        AppSpec second = config.apps().get(1);
        assertThat(second.hostnames()).containsExactly("b.local");
        assertThat(second.limits()).isEqualTo(new Limits(Duration.ofSeconds(4), 64, Limits.DEFAULT.maxBufferMb()));
        assertThat(second.env()).isEmpty();
    }

    @Test
    void readsWhatIsOurOwn() {
        Config config = config("""
            {
              "host": "127.0.0.1",
              "default_app": "b",
              "trusted_proxies": ["10.0.0.0/8", "192.0.2.7"],
              "http": { "keep_alive_ms": 1000, "max_headers": 20 },
              "defaults": { "env": { "A": "default", "B": "default" }, "max_buffer_size_mb": 2 },
              "apps": [
                { "name": "a", "path": "apps/a", "hostname": ["a.example.com", "*.a.example.com."], "env": { "A": "own" } },
                { "name": "b", "path": "apps/b" }
              ]
            }
            """);
        assertThat(config.defaultApp()).isEqualTo("b");
        assertThat(config.listener().host()).isEqualTo("127.0.0.1");
        assertThat(config.listener().port()).isNull();
        assertThat(config.listener().trustedProxies()).containsExactly("10.0.0.0/8", "192.0.2.7");
        assertThat(config.listener().timeouts().keepAlive()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.listener().limits().headerCount()).isEqualTo(20);
        assertThat(config.apps().get(0).hostnames()).containsExactly("a.example.com", "*.a.example.com");
        assertThat(config.apps().get(0).env()).containsEntry("A", "own").containsEntry("B", "default");
        assertThat(config.apps().get(0).limits().maxBufferMb()).isEqualTo(2);
    }

    @Test
    void readsWhatAppsMayReach() {
        Config config = config("""
            {
              "defaults": { "egress": ["169.254.169.254"] },
              "apps": [
                { "name": "a", "path": "apps/a", "egress": ["10.1.0.0/16", "db.internal:443", "*.svc.cluster.local", "[fd00::/8]:443", "fd00::1"] },
                { "name": "b", "path": "apps/b" }
              ]
            }
            """);
        assertThat(config.egress().entries()).containsExactly("169.254.169.254");
        assertThat(config.apps().get(0).egress().entries())
                .containsExactly("10.1.0.0/16", "db.internal:443", "*.svc.cluster.local", "[fd00::/8]:443", "fd00::1");
        assertThat(config.apps().get(1).egress().entries()).isEmpty();
    }

    @Test
    void refusesWhatIsNoDestination() {
        for (String entry : List.of(
                "10.1",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "010.0.0.1",
                "a b",
                "*",
                "*.",
                "a.*",
                "http://a",
                "a:0",
                "a:65536",
                "a:",
                ":80",
                "[::1",
                "[db]:1",
                "0x7f.1",
                "a..b",
                "-a",
                "fe80::1%eth0",
                "1.2.3.4.5",
                "::1:http")) {
            assertThat(problemsOfApp("'egress':['db.internal','" + entry + "']"))
                    .as(entry)
                    .singleElement()
                    .asString()
                    .startsWith("apps[0].egress[1]: \"" + entry + "\" (expected: an address, a CIDR block");
        }
        assertThat(problemsOfApp("'egress':'10.0.0.0/8'"))
                .containsExactly("apps[0].egress: \"10.0.0.0/8\" (expected: a list)");
    }

    @Test
    void anEmptyConfigHasNoApps() {
        assertThat(config("{}").apps()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'memory_mb':-1 | apps[0].memory_mb: -1 (expected: 1 to 65536)",
                "'memory_mb':99999999999 | apps[0].memory_mb: 99999999999 (expected: 1 to 65536)",
                "'memory_mb':'128' | apps[0].memory_mb: \"128\" (expected: a whole number, 1 to 65536)",
                "'memory_mb':1.5 | apps[0].memory_mb: 1.5 (expected: a whole number, 1 to 65536)",
                "'timeout_ms':0 | apps[0].timeout_ms: 0 (expected: 1 to 86400000)",
                "'timeout_ms':[5] | apps[0].timeout_ms: a list (expected: a whole number, 1 to 86400000)",
                "'max_buffer_size_mb':0 | apps[0].max_buffer_size_mb: 0 (expected: 1 to 2047)",
                "'cpu_ms':0 | apps[0].cpu_ms: 0 (expected: 1 to 86400000)",
                "'env':'A=b' | apps[0].env: a string (expected: an object of strings)",
                "'env':{'PIN':4711} | apps[0].env.PIN: a number (expected: a string)",
                "'timeoutMs':5 | apps[0].timeoutMs: unknown key (did you mean timeout_ms?)",
                "'hostnames':'x' | apps[0].hostnames: unknown key (did you mean hostname?)",
                "'color':'x' | apps[0].color: unknown key (expected: one of name, hostname, path, timeout_ms,"
                        + " memory_mb, max_buffer_size_mb, cpu_ms, env, egress)",
                "'hostname':'a b' | apps[0].hostname: \"a b\" (expected: a DNS name such as shop.example.com, or"
                        + " *.example.com)",
                "'hostname':7 | apps[0].hostname: 7 (expected: a DNS name such as shop.example.com, or *.example.com)",
                "'hostname':'app.1' | apps[0].hostname: \"app.1\" (expected: a name that a URL can have: one that ends"
                        + " in a number has to be an IP address)",
                "'hostname':'b\u00fccher.example' | apps[0].hostname: \"b\u00fccher.example\" (expected:"
                        + " xn--bcher-kva.example, as it is spelt in URLs)",
                "'hostname':[] | apps[0].hostname: [] (expected: at least one)",
                "'hostname':['x.local','*'] | apps[0].hostname[1]: \"*\" (expected: a DNS name such as"
                        + " shop.example.com, or *.example.com)",
                "'hostname':['x.local','X.local'] | apps[0].hostname[1]: \"X.local\" stands there twice (expected: each"
                        + " hostname once)",
            })
    void saysWhatIsWrongWithAnApp(String fields, String problem) {
        assertThat(problemsOfApp(fields)).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | (document): a list (expected: an object)",
                "{'port':'x'} | port: \"x\" (expected: a whole number, 0 to 65535)",
                "{'port':70000} | port: 70000 (expected: 0 to 65535)",
                "{'prot':80} | prot: unknown key (did you mean port?)",
                "{'apps':{}} | apps: an object (expected: a list)",
                "{'apps':['x']} | apps[0]: \"x\" (expected: an object)",
                "{'defaults':5} | defaults: 5 (expected: an object)",
                "{'defaults':{'memory':5}} | defaults.memory: unknown key (did you mean memory_mb?)",
                "{'defaults':{'colour':5}} | defaults.colour: unknown key (expected: one of timeout_ms, memory_mb,"
                        + " max_buffer_size_mb, cpu_ms, env, egress)",
                "{'defaults':{'timeout_ms':0}} | defaults.timeout_ms: 0 (expected: 1 to 86400000)",
                "{'default_app':'x'} | default_app: \"x\" (expected: the name of one of the apps)",
                "{'trusted_proxies':['10.0.0.0/33']} | trusted_proxies[0]: \"10.0.0.0/33\" (expected: an address or a"
                        + " CIDR block such as 10.0.0.0/8)",
                "{'trusted_proxies':[7]} | trusted_proxies[0]: 7 (expected: a string)",
                "{'http':{'max_headers':0}} | http.max_headers: 0 (expected: 1 to 10000)",
                "{'http':{'keepalive_ms':1}} | http.keepalive_ms: unknown key (did you mean keep_alive_ms?)",
                "{'tls':{'cert':'c.pem'}} | tls.cert: 'c.pem' cannot be read (expected: a PEM file);"
                        + " tls.key: missing (expected: a string)",
                "{'apps':[{'name':'a'}]} | apps[0].path: missing (expected: a string)",
                "{'apps':[{'path':'apps/a'}]} | apps[0].name: missing (expected: a string)",
                "{'apps':[{'name':'','path':'apps/a'}]} | apps[0].name: \"\" (expected: at least one character)",
                "{'apps':[{'name':'app.1','path':'apps/a'}]} | apps[0].hostname: missing, and the name \"app.1\" is"
                    + " not a hostname (expected: a name that a URL can have: one that ends in a number has to be an"
                    + " IP address)",
                "{'apps':[{'name':'my app','path':'apps/a'}]} | apps[0].hostname: missing, and the name \"my app\" is"
                        + " not a hostname (expected: a DNS name such as shop.example.com, or *.example.com)",
            })
    void saysWhatIsWrongWithTheDocument(String json, String problem) {
        assertThat(String.join("; ", problems(json.replace('\'', '"')))).isEqualTo(problem);
    }

    @Test
    void namesBothPlacesOfADuplicate() {
        assertThat(problems("""
            {"apps":[
              {"name":"a","path":"apps/a","hostname":"x.local"},
              {"name":"b","path":"apps/b","hostname":["b.local","X.LOCAL"]},
              {"name":"a","path":"apps/c","hostname":"c.local"}
            ]}
            """))
                .containsExactly(
                        "apps[1].hostname: \"x.local\", as apps[0].hostname (expected: each hostname once)",
                        "apps[2].name: \"a\", as apps[0].name (expected: each name once)");
    }

    @Test
    void findsEveryProblemAtOnce() {
        assertThat(problems("""
            {"port":-1,"apps":[
              {"name":"a","path":"apps/nowhere","memory_mb":0,"typo":1},
              {"path":"apps/b"},
              {"name":"c","path":"../elsewhere","hostname":"-"}
            ]}
            """)).hasSize(6);
    }

    @Test
    void saysWhatIsWrongWithAPath() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        Files.createDirectories(folder.resolve("empty"));
        Path outside = Files.createTempDirectory("outside");
        Files.writeString(outside.resolve("index.js"), "export default { fetch() {} }");
        Files.createSymbolicLink(folder.resolve("link"), outside);
        String rule = "(expected: a directory with an index.js inside FOLDER, or an absolute path)";
        assertThat(List.of(path("apps/../../x"), path("a\\u0000b")))
                .containsExactly(
                        "apps[0].path: 'apps/../../x': not inside FOLDER " + rule,
                        "apps[0].path: 'a?b': not a path " + rule);
        // What is wrong on disk may mend itself, and costs its app only.
        assertThat(List.of(path("nowhere"), path("file"), path("empty"), path("link")))
                .containsOnly("");
        assertThat(path(outside.toString())).isEmpty();
        assertThat(path("apps/b/../a")).isEmpty();
    }

    private String path(String path) {
        return String.join("; ", problems("{\"apps\":[{\"name\":\"a\",\"path\":\"%s\"}]}".formatted(path)));
    }

    @Test
    void whatMayMendItselfNamesTheFileToWatch() {
        var rejected = (ConfigProblems) read("{\"tls\":{\"cert\":\"x.pem\",\"key\":\"nano.json\"}}");
        assertThat(rejected.files().stream().map(SeenFile::path))
                .containsExactly(folder.resolve("nano.json"), folder.resolve("x.pem"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\\n  'port': 80,\\n} | :3:1: is not JSON: Unexpected character ('}'): was expecting"
                        + " double-quote to start field name",
                "{'port':80,\\n'port':81} | :2:7: is not JSON: Duplicate key 'port'",
                "{'a':s3cret} | :1:6: is not JSON: Unrecognized token",
                "{} x | :1:4: is not JSON: Unrecognized token",
                "`` | : is empty (expected: a JSON object)",
            })
    void placesASyntaxError(String json, String problem) {
        List<String> found = problems(json.replace('\'', '"').replace("\\n", "\n"));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst()).startsWith("FOLDER/nano.json" + problem).doesNotContain("s3cret");
    }

    @Test
    void aMissingFileIsAProblem() {
        var rejected = (ConfigProblems) ConfigFile.read(folder.resolve("other.json"));
        assertThat(rejected.problems()).hasSize(1);
        assertThat(rejected.problems().getFirst())
                .hasToString(folder.resolve("other.json") + ": there is no such file");
    }

    @Test
    void secretsAreNotShown() {
        List<String> problems = problems("""
            {"defaults":{"env":{"K":["s3cret"]}},"apps":[{"name":"a","path":"apps/a","env":{"K":{"s3cret":1},"L":4711}}]}
            """);
        assertThat(problems).hasSize(3).noneMatch(problem -> problem.contains("s3cret") || problem.contains("4711"));
    }

    @Test
    void readsTenThousandApps() {
        String apps = IntStream.range(0, 10_000)
                .mapToObj(
                        i -> "{\"name\":\"app-%d\",\"path\":\"apps/a\",\"hostname\":\"app-%d.local\"}".formatted(i, i))
                .collect(Collectors.joining(","));
        assertThat(config("{\"apps\":[" + apps + "]}").apps()).hasSize(10_000);
    }
}
