package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Answers that are a few kilobytes on the wire and very much more when they are unpacked. */
class PackedAnswersTest {

    private static final int UNPACKED = 60_000_000;

    /** About 58 KB: all of it is there at once. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[UNPACKED]);
        }
        return packed.toByteArray();
    }

    private static String eval(byte[] packed, String body) {
        try (FetchServer server = new FetchServer(packed);
                TestIsolate app = TestIsolate.bare()) {
            return app.eval("const url = '" + server.url() + "/packed';" + body);
        }
    }

    @Test
    void aBombIsUnpackedNoFurtherThanItIsRead() throws Exception {
        assertThat(eval(bomb(), """
            const reader = (await fetch(url + '?gzip')).body.getReader();
            let total = 0, largest = 0;
            for (let i = 0; i < 5; i++) {
              const { value } = await reader.read();
              largest = Math.max(largest, value.length);
            }
            return largest;
            """)).isEqualTo(String.valueOf(Unpacker.CHUNK_BYTES));
    }

    @Test
    void aBombThatIsReadAsAStreamComesWhole() throws Exception {
        assertThat(eval(bomb(), """
            let total = 0;
            for await (const chunk of (await fetch(url + '?gzip')).body) total += chunk.length;
            return total;
            """)).isEqualTo(String.valueOf(UNPACKED));
    }

    @Test
    void aBombIsNotCollectedBeyondTheLimit() throws Exception {
        assertThat(eval(bomb(), "await (await fetch(url + '?gzip')).text()"))
                .isEqualTo("TypeError: the body is larger than " + TestIsolate.MAX_BODY_BYTES + " bytes");
    }

    @Test
    void aBombThatIsSentOnPassesThroughInSteps() throws Exception {
        try (FetchServer server = new FetchServer(bomb());
                TestIsolate app =
                        TestIsolate.app("export default { fetch: () => fetch('" + server.url() + "/packed?gzip') }")) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.bytes()).hasSize(UNPACKED);
            assertThat(exchange.header("content-encoding")).isNull();
            assertThat(exchange.header("content-length")).isNull();
        }
        assertThat(eval(bomb(), """
            const r = await fetch(url + '?gzip');
            const sent = await fetch(new URL('/upload', url), { method: 'POST', body: r.body, duplex: 'half' });
            return sent.text();
            """)).isEqualTo(String.valueOf(UNPACKED));
    }

    @Test
    void whatIsNotPackedAsTheServerSaysFailsWithTheCause() {
        assertThat(eval("plain text".getBytes(StandardCharsets.UTF_8), "await (await fetch(url + '?gzip')).text()"))
                .isEqualTo("TypeError: the answer cannot be unpacked as its content-encoding says: not in the gzip"
                        + " format");
    }

    @Test
    void packingsThatAreNotKnownAreGivenAsTheyAre() {
        assertThat(eval("plain text".getBytes(StandardCharsets.UTF_8), """
            const r = await fetch(url + '?br');
            return [r.headers.get('content-encoding'), r.headers.get('content-length'), await r.text()];
            """))
                .isEqualTo("[\"br\",\"10\",\"plain text\"]");
    }

    @Test
    void serversAreToldWhatCanBeUnpacked() {
        String accepts = "return (await fetch(url + '?br', { headers: %s })).headers.get('x-accepts')";
        assertThat(eval(new byte[0], accepts.formatted("{}"))).isEqualTo("gzip, deflate");
        assertThat(eval(new byte[0], accepts.formatted("{ 'accept-encoding': 'identity' }")))
                .isEqualTo("identity");
        assertThat(eval(new byte[0], accepts.formatted("{ range: 'bytes=0-1' }")))
                .isEqualTo("identity");
    }
}
