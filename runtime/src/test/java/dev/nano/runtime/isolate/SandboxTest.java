package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An app reaches JavaScript, the Web platform and its own files, and nothing else. */
class SandboxTest {

    private static RunningApps running;

    @BeforeAll
    static void start() {
        running = new RunningApps();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static String evaluate(String host, String expression) {
        running.put(host, RunningApps.PATIENT, """
            export default { async fetch(request, env, ctx) {
              try { return new Response(String(await (%s))); } catch (e) { return new Response(`${e.name}: ${e.message}`); }
            } };
            """.formatted(expression));
        return running.get(host).body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java",
                "Packages",
                "Polyglot",
                "Graal",
                "load",
                "loadWithNewGlobal",
                "quit",
                "exit",
                "print",
                "printErr",
                "java",
                "javax",
                "com",
                "org",
                "edu",
                "process",
                "require",
                "SharedArrayBuffer",
                "read",
                "readbuffer",
                "readline",
                "Interop",
                "JSAdapter",
                "importScripts",
                "importClass"
            })
    void hasNoSuchGlobal(String name) {
        assertThat(evaluate("global", "typeof " + name)).isEqualTo("undefined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request.constructor.constructor('return this')().Java",
                "request.getClass && request.getClass()",
                "ctx.getClass && ctx.getClass()",
                "Object.getOwnPropertySymbols(request).map((s) => request[s]?.getClass).find((x) => x)",
                "Object.getOwnPropertySymbols(ctx).map((s) => ctx[s]?.getClass).find((x) => x)",
                "Object.getOwnPropertySymbols(ctx).map((s) => ctx[s]?.class).find((x) => x)",
                "globalThis.__proto__.Java",
            })
    void reachesNoJavaThroughWhatItIsHanded(String expression) {
        assertThat(evaluate("handed", expression)).isEqualTo("undefined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import('/etc/passwd')", "import('../../../../etc/passwd')", "import('file:///etc/passwd')",
                "import('java.lang.System')", "import('node:fs')", "import('http://127.0.0.1/x.js')"
            })
    void importsNothingButItsOwnFiles(String expression) {
        assertThat(evaluate("imports", expression)).contains("Error").doesNotContain("root:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "'.'",
                "'/'",
                "'./'",
                "'..'",
                "'../..'",
                "'//'",
                "'///x'",
                "'/.'",
                "'./.'",
                "'a/..'",
                "'\\0'",
                "'./a\\0b.js'",
                "'/'.repeat(100000)",
                "'a/'.repeat(100000)",
                "'x'.repeat(100000)",
                "'../'.repeat(100000)",
                "'\\ud800'",
                "'./\\udfff.js'",
                "'file:'",
                "'file:///'",
                "'file://host/x'",
                "'file:///%00'",
                "'file:///.'",
                "'file:.'",
                "'http:'",
                "':'",
                "'::'",
                "'x:y'",
                "'%2e'",
                "'%2e%2e%2f'",
                "'./%00'",
                "'?'",
                "'#'",
                "'./?'",
                "' '",
                "'\\n'",
                "'node:fs'",
                "'blob:x'",
                "'jar:file:///x!/y'",
                "'~'",
                "'*'",
                "'\\\\'",
                "null",
                "undefined",
                "'./index.js/'",
                "'./index.js/..'",
                "'folder'"
            })
    void anySpecifierIsAnErrorOfTheAppAndNotOfTheIsolate(String specifier) {
        running.put("specifiers", RunningApps.PATIENT, """
            let requests = 0;
            export default { async fetch() {
              requests++;
              let problem = 'none';
              try { await import(%s); } catch (e) { problem = e instanceof Error ? e.message : 'no Error'; }
              return new Response(requests + problem);
            } };
            """.formatted(specifier));
        assertThat(running.get("specifiers").body())
                .startsWith("1")
                .doesNotContain("Exception", "/work", "/home", "/tmp");
        assertThat(running.get("specifiers").body()).startsWith("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/secret.js",
                "/../outside/secret.js",
                "%2e%2e/outside/secret.js",
                "./link.js",
                "./folder/secret.js",
                "./chain.js",
                "file:///OUTSIDE/secret.js"
            })
    void doesNotLeaveItsFolderOnDisk(String path, @TempDir Path disk) throws IOException {
        Path outside = Files.createDirectories(disk.resolve("outside"));
        Files.writeString(outside.resolve("secret.js"), "export default 'stolen';");
        Path app = Files.createDirectories(disk.resolve("app"));
        Files.writeString(app.resolve("own.js"), "export default 'own';");
        Files.createSymbolicLink(app.resolve("inside.js"), Path.of("own.js"));
        Files.createSymbolicLink(app.resolve("link.js"), outside.resolve("secret.js"));
        Files.createSymbolicLink(app.resolve("folder"), Path.of("../outside"));
        Files.createSymbolicLink(app.resolve("chain.js"), Path.of("folder/secret.js"));
        Files.writeString(app.resolve("index.js"), """
            import own from './inside.js';
            export default { async fetch() {
              try { return new Response(own + (await import('%s')).default); } catch (e) { return new Response(own + e); }
            } };
            """.formatted(
                        path.replace("OUTSIDE", outside.toString().substring(1))));
        var spec = new AppSpec(
                "disk", List.of("disk"), new CodeSource.Directory(app), RunningApps.PATIENT, Map.of(), Origin.ADMIN);
        assertThat(running.apps.apply(new AppChange.Put(spec), "test")).matches(ChangeResult::succeeded);

        assertThat(running.get("disk").body())
                .startsWith("own")
                .contains("Error: ")
                .doesNotContain("stolen")
                .as("nor does it get to know where it lies")
                .doesNotContain(app.toString());
    }

    @Test
    void doesNotSeeTheGlobalsPrototypesOrSymbolsOfAnotherApp() {
        running.put("polluter", RunningApps.PATIENT, """
            globalThis.secret = 'mine';
            Object.prototype.polluted = 'yes';
            Array.prototype.map = () => 'broken';
            Symbol.for('shared').description;
            export default { fetch: () => new Response('done') };
            """);
        assertThat(running.get("polluter").body()).isEqualTo("done");

        assertThat(evaluate("victim", "[typeof secret, {}.polluted, [1].map((x) => x + 1)].join()"))
                .isEqualTo("undefined,,2");
    }

    @Test
    void seesTheEnvironmentOfNobody() {
        assertThat(evaluate("environment", "Object.keys(env).length + typeof globalThis.process"))
                .isEqualTo("0undefined");
    }
}
