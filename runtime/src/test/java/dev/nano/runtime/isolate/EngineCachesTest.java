package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.Origin;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What apps make does not stay in the engine, which all apps share and which lives as long as the process. */
class EngineCachesTest {

    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), 256, 16);
    /** Each case makes at least 48 MB of different texts. */
    private static final long SLACK = 16 << 20;

    private static RunningApps running;
    private static long before;

    @BeforeAll
    static void start() {
        running = new RunningApps();
        serve("first", "return text.length");
        before = live();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    /** {@code text} is 2 MB long and another one each time; the code is run 24 times. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Function                  | new Function(`/*${text}*/`)(); Function(`/*${text}*/`)();
        Function with parameters  | new Function(`a/*${text}*/`, 'return 1')();
        other functions           | for (const kind of [async () => {}, function* () {}, async function* () {}]) kind.constructor(`/*${text}*/`);
        Function of a subclass    | new (class F extends Function {})(`/*${text}*/`); Reflect.construct(Function, [`/*${text}*/`], Array);
        eval                      | eval(`/*${text}*/`); (0, eval)(`/*${text}*/`);
        """)
    void whatAnAppMakesIsNotKept(String name, String code) {
        String host = name.replaceAll("\\W+", "-");

        serve(host, code);

        running.log.clear();
        await().untilAsserted(() -> assertThat(live() - before).isLessThan(SLACK));
    }

    @Test
    void codeThatDoesNotLoadIsNotKept() {
        for (int i = 0; i < 40; i++) {
            String code = switch (i % 4) {
                case 0 -> "globalThis.keep = 'y'.repeat(2e6) + " + i + "; throw new Error(keep);";
                case 1 -> "globalThis.keep = 'y'.repeat(2e6) + " + i + "; throw { keep, toString: () => keep };";
                case 2 -> "/*" + "z".repeat(2_000_000) + i + "*/ syntax error";
                default -> "/*" + "z".repeat(2_000_000) + i + "*/ import 'none'; setInterval(() => 1, 1000);";
            };
            assertThat(running.apps
                            .apply(new AppChange.Put(RunningApps.spec("broken-" + i, LIMITS, code)), "test")
                            .succeeded())
                    .isFalse();
            running.apps.apply(new AppChange.Remove(Origin.ADMIN, "broken-" + i), "test");
        }
        await().untilAsserted(() -> assertThat(live() - before).isLessThan(SLACK));
    }

    private static void serve(String host, String code) {
        running.put(host, LIMITS, """
            export default { async fetch() {
              for (let round = 0; round < 24; round++) {
                const text = ('k' + Math.random()).repeat(2e6 / 19);
                await (async () => { %s })();
              }
              return new Response('done');
            } };
            """.formatted(code));
        assertThat(running.get(host).body()).isEqualTo("done");
        running.apps.apply(new AppChange.Remove(Origin.ADMIN, host), "test");
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
