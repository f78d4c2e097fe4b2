package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.ResponseBody;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer that ends short arrives as far as it was written, and its client can tell that the rest is missing. */
@ExtendWith(BufferLeaks.class)
class ShortAnswerTest {
    private static final int TIMES = 30;
    private static final String FIRST = "first";

    enum Ending {
        ABORTED,
        TIMED_OUT,
        ISOLATE_ENDED,
        DRAINED;

        private void end(Exchange exchange, ResponseBody body) {
            switch (this) {
                case ABORTED -> body.abort();
                case TIMED_OUT -> exchange.fail(Failure.TIMEOUT, "too long");
                case ISOLATE_ENDED -> exchange.fail(Failure.MEMORY_LIMIT, "too much");
                case DRAINED -> exchange.fail(Failure.DRAINING, "the server is shutting down");
            }
        }

        void handle(Exchange exchange) {
            Thread.startVirtualThread(() -> {
                ResponseBody body = exchange.respondStreaming(200, new String[0]);
                body.write(FIRST.getBytes(StandardCharsets.US_ASCII));
                end(exchange, body);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void chunksArriveBeforeAnEndWithoutTheLastOne(Ending ending) throws Exception {
        try (Served served = Served.by(ending::handle)) {
            for (int i = 0; i < TIMES; i++) {
                try (RawClient client = served.connect()) {
                    String answer =
                            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").rest();
                    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n5\r\nfirst\r\n");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatOnlyACloseEndsArrivesBeforeAReset(Ending ending) throws Exception {
        try (Served served = Served.by(ending::handle)) {
            for (int i = 0; i < 5; i++) {
                try (RawClient client = served.connect()) {
                    client.send("GET / HTTP/1.0\r\n\r\n");
                    String line = client.line();
                    assertThat(line).startsWith("HTTP/1.1 200 ");
                    while (!line.isEmpty()) {
                        line = client.line();
                    }
                    assertThat(client.exactly(FIRST.length())).asString().isEqualTo(FIRST);
                    assertThatThrownBy(client::isClosed).isInstanceOf(IOException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void dataArrivesBeforeTheResetOfAStream(Ending ending) throws Exception {
        try (Served served = Served.by(ending::handle);
                Http2Client client = new Http2Client(served.listener().address())) {
            for (int i = 0; i < TIMES; i++) {
                Http2Client.Stream stream = client.open(Http2Client.head("GET", "/"), true);
                assertThat(stream.readHead().status()).hasToString("200");
                assertThat(stream.readData()).isEqualTo(FIRST);
                assertThat(stream.readReset()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
            }
        }
    }
}
