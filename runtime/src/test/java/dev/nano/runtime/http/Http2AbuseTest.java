package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.ResponseBody;
import io.netty.handler.codec.http2.Http2Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What no client library would send. */
@ExtendWith(BufferLeaks.class)
class Http2AbuseTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** GET / of http://a, in HPACK. */
    private static final byte[] HEAD = {(byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, 1, 'a'};

    private final BlockingQueue<Exchange> arrived = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Served served;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        served = Served.by(arrived::add, config -> config.withTimeouts(Served.shortTimeouts()));
        client = served.connect();
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        served.close();
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer head = ByteBuffer.allocate(9);
        head.put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream);
        out.writeBytes(head.array());
        out.writeBytes(payload);
    }

    private void send() throws IOException {
        client.send(out.toByteArray());
        out.reset();
    }

    /** The error code of the next frame of that type, for that stream. */
    private int error(int type, int stream) throws IOException {
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(client.exactly(9));
            int length = (head.get() & 0xff) << 16 | head.getShort() & 0xffff;
            int found = head.get();
            head.get();
            ByteBuffer payload = ByteBuffer.wrap(client.exactly(length));
            if (found == type && head.getInt() == stream) {
                return payload.getInt(type == GOAWAY ? 4 : 0);
            }
        }
    }

    private void isSentAwayWith(Http2Error error) throws IOException {
        send();
        assertThat(error(GOAWAY, 0)).isEqualTo((int) error.code());
        client.rest();
        await().until(() -> served.listener().stats().openConnections() == 0);
    }

    @Test
    void moreThanAHundredStreamsAreRefused() throws Exception {
        for (int i = 0; i < 101; i++) {
            frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, HEAD);
        }
        send();
        assertThat(error(RESET, 201)).isEqualTo((int) Http2Error.REFUSED_STREAM.code());
        await().until(() -> arrived.size() == 100);
    }

    @Test
    void resettingStreamAfterStreamEndsTheConnection() throws Exception {
        for (int i = 0; i < 300; i++) {
            frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, HEAD);
            frame(RESET, 0, 2 * i + 1, new byte[] {0, 0, 0, 8});
        }
        isSentAwayWith(Http2Error.ENHANCE_YOUR_CALM);
        assertThat(arrived).hasSizeLessThan(250);
        await().until(() -> arrived.stream().allMatch(Exchange::isOver));
    }

    @Test
    void aHeadInEndlessPiecesEndsTheConnection() throws Exception {
        frame(HEADERS, END_STREAM, 1, HEAD);
        for (int i = 0; i < 100; i++) {
            frame(CONTINUATION, 0, 1, new byte[0]);
        }
        isSentAwayWith(Http2Error.ENHANCE_YOUR_CALM);
        assertThat(arrived).isEmpty();
    }

    @Test
    void aFirstHeadThatDoesNotEndInTimeEndsTheConnection() throws Exception {
        Duration shortly = Duration.ofSeconds(1);
        var patient = new HttpTimeouts(Duration.ofHours(1), shortly, shortly, shortly, shortly);
        try (Served slow = Served.by(arrived::add, config -> config.withTimeouts(patient));
                RawClient drip = slow.connect()) {
            frame(HEADERS, END_STREAM, 1, HEAD);
            drip.send(out.toByteArray());
            drip.rest();
            await().until(() -> slow.listener().stats().openConnections() == 0);
        }
        assertThat(arrived).isEmpty();
    }

    @Test
    void emptyDataFramesEndTheConnection() throws Exception {
        frame(HEADERS, END_HEADERS, 1, HEAD);
        for (int i = 0; i < 100; i++) {
            frame(DATA, 0, 1, new byte[0]);
        }
        isSentAwayWith(Http2Error.ENHANCE_YOUR_CALM);
    }

    @Test
    void pingsWhoseAnswersAreNotTakenEndTheConnection() throws Exception {
        frame(HEADERS, END_STREAM | END_HEADERS, 1, HEAD);
        for (int i = 0; i < 20_000; i++) {
            frame(PING, 0, 0, new byte[8]);
        }
        try {
            for (int i = 0; i < 1000 && served.listener().stats().openConnections() > 0; i++) {
                client.send(out.toByteArray());
                out.reset();
                for (int j = 0; j < 20_000; j++) {
                    frame(PING, 0, 0, new byte[8]);
                }
            }
        } catch (IOException e) {
            // Closed by the other side, as hoped.
        }
        await().until(() -> served.listener().stats().openConnections() == 0);
        await().until(() -> arrived.stream().allMatch(Exchange::isOver));
    }

    @Test
    void moreControlFramesThanAllowedInASecondEndTheConnection() throws Exception {
        for (int i = 0; i < 1001; i++) {
            frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 1});
        }
        isSentAwayWith(Http2Error.ENHANCE_YOUR_CALM);
    }

    @Test
    void nothingOfAStreamFollowsItsReset() throws Exception {
        // The window is closed after 65,535 bytes, so data waits when the stream is reset.
        frame(HEADERS, END_STREAM | END_HEADERS, 1, HEAD);
        send();
        ResponseBody body = arrived.take().respondStreaming(200, new String[0]);
        body.write(new byte[70_000]);
        body.abort();
        assertThat(error(RESET, 1)).isEqualTo((int) Http2Error.INTERNAL_ERROR.code());
        frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 1, 0, 0});
        frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 1, 0, 0});
        frame(PING, 0, 0, new byte[8]);
        send();
        assertThat(client.exactly(9)[3]).isEqualTo((byte) PING);
    }

    @Test
    void aFrameOnTheWrongStreamEndsTheConnection() throws Exception {
        frame(DATA, 0, 0, new byte[1]);
        isSentAwayWith(Http2Error.PROTOCOL_ERROR);
    }

    @Test
    void moreContentThanAnnouncedResetsTheStream() throws Exception {
        byte[] head = {(byte) 0x83, (byte) 0x84, (byte) 0x86, 0x41, 1, 'a', 0x0f, 13, 1, '1'};
        frame(HEADERS, END_HEADERS, 1, head);
        frame(DATA, END_STREAM, 1, new byte[2]);
        send();
        assertThat(error(RESET, 1)).isEqualTo((int) Http2Error.PROTOCOL_ERROR.code());
    }

    @Test
    void aClientThatSaysNothingAfterThePrefaceIsClosed() throws Exception {
        send();
        client.rest();
        await().until(() -> served.listener().stats().openConnections() == 0);
    }
}
