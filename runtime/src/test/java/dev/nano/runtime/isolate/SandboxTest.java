package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
