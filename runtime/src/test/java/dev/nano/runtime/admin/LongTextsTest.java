package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.LoggedEvents;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text an app or a document makes, what the runtime keeps, answers and logs of it is short. */
class LongTextsTest {

    private static final String HUGE = "'x'.repeat(3 << 20)";
    private static final int LONGEST_REPLY = 20_000;

    private static AdminServer server;
    private static AdminClient client;

    @BeforeAll
    static void start() throws Exception {
        server = new AdminServer(null);
        client = new AdminClient(server.address());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    static Stream<String> hostileCode() {
        return Stream.of(
                "throw new Error(" + HUGE + ")",
                "throw " + HUGE,
                "throw { toString() { return " + HUGE + " } }",
                "throw { message: " + HUGE + ", stack: " + HUGE + " }",
                "const e = new Error('x'); e.stack = " + HUGE + "; throw e",
                "const e = new Error('x'); e.name = " + HUGE + "; throw e",
                "throw new Error('x', { cause: new Error(" + HUGE + ") })",
                "throw new AggregateError([new Error(" + HUGE + ")], " + HUGE + ")",
                "throw Object.assign(new Error('x'), { detail: " + HUGE + " })",
                "await Promise.reject(new Error(" + HUGE + "))",
                "await import(" + HUGE + ")",
                "await import('./' + 'a/'.repeat(1 << 20) + 'x.js')",
                "await import('node:' + " + HUGE + ")",
                "await import('https://' + " + HUGE + ")",
                "new Function('not ' + " + HUGE + ")()",
                "eval('/*' + " + HUGE + ")",
                "JSON.parse(" + HUGE + ")",
                "null[" + HUGE + "]",
                "Symbol.for(" + HUGE + ") + ''",
                "globalThis[" + HUGE + "]()",
                "class A { static get [" + HUGE + "]() { throw new RangeError(" + HUGE + ") } }; A[" + HUGE + "]",
                "new URL(" + HUGE + ")",
                "new Headers({ [" + HUGE + "]: 'x' })",
                "structuredClone({ f: Object.defineProperty(() => 1, 'name', { value: " + HUGE + " }) })",
                "export default { [" + HUGE + "]: 1 }",
                "export default Object.defineProperty(() => 1, 'name', { value: " + HUGE + " })",
                "not JavaScript " + "y".repeat(1 << 20),
                "export { " + "z".repeat(1 << 20) + " }",
                "import '" + "./long/".repeat(1 << 17) + "'");
    }

    @ParameterizedTest
    @MethodSource("hostileCode")
    void whatDoesNotLoadIsToldInAFewWords(String code) throws Exception {
        ObjectNode app = new JsonMapper().createObjectNode().put("name", "long").put("memory_mb", 512);
        app.put("timeout_ms", 30_000).putObject("files").put("index.js", code);
        try (var log = new LoggedEvents()) {
            assertShort(client.put("/admin/apps/long.example.com", app.toString()), 422);
            app.put("hostname", "long.example.com");
            assertShort(client.put("/admin/apps", "{\"apps\": [" + app + "]}"), 200);
            assertShort(client.get("/admin/apps"), 200);
            assertThat(log.text().length()).isLessThan(3 * LONGEST_REPLY);
        }
    }

    @Test
    void documentsWithLongKeysAndValuesAreRefusedInAFewWords() throws Exception {
        String huge = "k".repeat(3000);
        String many = Stream.iterate(0, i -> i + 1)
                .limit(20_000)
                .map(i -> "\"" + huge.substring(0, 50) + i + "\": 1")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        String value = "v".repeat(10 << 20);
        for (String body : Stream.of(
                        "{\"name\": \"VALUE\", \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"hostname\": \"VALUE\", \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"path\": \"VALUE\"}",
                        "{\"name\": \"a\", \"files\": \"VALUE\"}",
                        "{\"name\": \"a\", \"files\": {\"index.js\": {\"base64\": \"!VALUE\"}}}",
                        "{\"name\": \"a\", \"files\": {\"index.js\": \"\", \"KEY/\": \"\"}}",
                        "{\"name\": \"a\", \"digest\": \"VALUE\", \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"timeout_ms\": \"VALUE\", \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"env\": {\"KEY\": 1}, \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"env\": {\"X\": \"VALUE\"}, \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"env\": {MANY}, \"files\": {\"index.js\": \"\"}}",
                        "{\"name\": \"a\", \"KEY\": 1}",
                        "{MANY}",
                        "{\"KEY\": 1, \"KEY\": 2}",
                        "VALUE")
                .map(body -> body.replace("KEY", huge).replace("VALUE", value).replace("MANY", many))
                .toList()) {
            assertShort(client.put("/admin/apps/a.example.com", body), 400);
            assertThat(client.put("/admin/apps", "{\"apps\": [" + body + "]}")
                            .body()
                            .length())
                    .isLessThan(4 * LONGEST_REPLY);
        }
    }

    private static void assertShort(AdminClient.Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().length()).isLessThan(4 * LONGEST_REPLY);
        if (status == 422) {
            assertThat(reply.body().length()).isLessThan(LONGEST_REPLY);
        }
    }
}
