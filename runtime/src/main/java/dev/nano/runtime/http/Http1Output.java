package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the answers of an HTTP/1 connection. Event loop only, {@link #state} and {@link #peer} excepted.
 *
 * <p>The length that goes out in the head is binding: whatever an app does afterwards, the next answer of the connection
 * begins where the client expects it, or the connection is closed.
 */
final class Http1Output implements Wire, Outbox.Flushable {
    private static final Logger log = LoggerFactory.getLogger(Http1Output.class);

    /** Up to this size a body is copied behind its head, so that both leave in one write. */
    private static final int MAX_INLINE = 64 * 1024;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private enum Body {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    private final Http1Connection connection;
    private final Channel channel;
    private final LoopState state;
    private final ConnectionStats stats;

    private Body kind = Body.NONE;
    private long remaining;
    private boolean keepAlive;
    private boolean complete;
    private boolean flushing;
    private boolean wrote;

    Http1Output(Http1Connection connection, Channel channel, LoopState state, ConnectionStats stats) {
        this.connection = connection;
        this.channel = channel;
        this.state = state;
        this.stats = stats;
    }

    @Override
    public LoopState state() {
        return state;
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    @Override
    public void answer(HttpExchange exchange, byte @Nullable [] whole) throws AnswerHead.Invalid {
        head(exchange, AnswerHead.length(exchange, whole));
        exchange.headSent(exchange.status());
        Http1HeadWriter head = state.headWriter;
        if (kind == Body.NONE) {
            write(buffer(head, 0));
            complete = true;
        } else if (whole != null && whole.length <= MAX_INLINE) {
            write(buffer(head, whole.length).writeBytes(whole));
            exchange.dataSent(whole.length);
            complete = true;
        } else {
            write(buffer(head, 0));
            if (whole != null) {
                exchange.streamWhole(whole);
            }
            exchange.pump();
        }
        flushLater();
    }

    private ByteBuf buffer(Http1HeadWriter head, int room) {
        return channel.alloc().directBuffer(head.length() + room).writeBytes(head.bytes(), 0, head.length());
    }

    private void head(HttpExchange exchange, long length) throws AnswerHead.Invalid {
        RequestHead request = exchange.head();
        int status = exchange.status();
        boolean mayHaveBody = AnswerHead.statusHasBody(status);
        kind = !mayHaveBody || request.isHead()
                ? Body.NONE
                : length >= 0 ? Body.LENGTH : request.http11 ? Body.CHUNKED : Body.UNTIL_CLOSE;
        remaining = length;
        complete = false;
        keepAlive = connection.mayKeepAlive() && kind != Body.UNTIL_CLOSE;

        Http1HeadWriter head = state.headWriter;
        head.begin(status, exchange.answerHeaders());
        if (kind == Body.CHUNKED) {
            head.chunked();
        } else if (mayHaveBody && length >= 0) {
            head.contentLength(length);
        } else if (status == 205) {
            head.contentLength(0);
        }
        if (!keepAlive) {
            head.connectionClose();
        } else if (!request.http11) {
            head.connectionKeepAlive();
        }
        head.end(state.date(), exchange.id());
    }

    /** Answers something that never became an exchange; the connection is closed after it. */
    void refuse(ErrorAnswer error) {
        Http1HeadWriter head = state.headWriter;
        try {
            head.begin(error.status, error.headers);
        } catch (AnswerHead.Invalid e) {
            throw new IllegalStateException(e);
        }
        head.contentLength(error.body.length);
        head.connectionClose();
        head.end(state.date(), error.requestId);
        write(buffer(head, error.body.length).writeBytes(error.body));
    }

    void writeContinue() {
        write(channel.alloc().directBuffer(CONTINUE.length).writeBytes(CONTINUE));
        flushLater();
    }

    @Override
    public boolean isWritable() {
        return !complete && channel.isWritable();
    }

    @Override
    public void writeData(HttpExchange exchange, byte[] bytes, int from, int length) {
        int sendable = length;
        if (kind == Body.LENGTH) {
            sendable = (int) Math.min(length, remaining);
            remaining -= sendable;
        }
        exchange.dataSent(sendable);
        if (kind == Body.CHUNKED) {
            write(chunk(bytes, from, sendable));
        } else if (sendable > 0) {
            write(channel.alloc().directBuffer(sendable).writeBytes(bytes, from, sendable));
        }
        if (sendable < length) {
            // What was announced has been sent; the rest would be taken for the next answer.
            log.atWarn().addKeyValue("id", exchange.id()).log("answer_longer_than_announced");
            keepAlive = false;
            complete = true;
        }
        flushLater();
    }

    private ByteBuf chunk(byte[] bytes, int from, int length) {
        ByteBuf buffer = channel.alloc().directBuffer(length + 12);
        int shift = (31 - Integer.numberOfLeadingZeros(length)) & ~3;
        for (; shift >= 0; shift -= 4) {
            buffer.writeByte(HEX[length >>> shift & 15]);
        }
        return buffer.writeShort('\r' << 8 | '\n')
                .writeBytes(bytes, from, length)
                .writeShort('\r' << 8 | '\n');
    }

    @Override
    public void endData(HttpExchange exchange) {
        if (complete) {
            return;
        }
        if (kind == Body.LENGTH && remaining > 0) {
            log.atWarn().addKeyValue("id", exchange.id()).log("answer_shorter_than_announced");
            cutOff();
            return;
        }
        if (kind == Body.CHUNKED) {
            write(channel.alloc().directBuffer(LAST_CHUNK.length).writeBytes(LAST_CHUNK));
        }
        complete = true;
        flushLater();
    }

    @Override
    public void cutOff() {
        // The regular end of a body without a length is a close, so this one must be a reset.
        connection.cutOff(kind == Body.UNTIL_CLOSE);
    }

    /** Whether anything was written since the last call. */
    boolean takeWrote() {
        boolean result = wrote;
        wrote = false;
        return result;
    }

    /** Whether something written has not left yet. */
    boolean isPending() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > 0;
    }

    @Override
    public void flush() {
        flushing = false;
        channel.flush();
        if (complete) {
            complete = false;
            connection.answered(keepAlive);
        }
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            state.outbox.flushLater(this);
        }
    }

    private void write(ByteBuf buffer) {
        wrote = true;
        stats.out(buffer.readableBytes());
        var _ = channel.write(buffer, channel.voidPromise());
    }

    /** Calls back when everything written has left. */
    void whenSent(Runnable action) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> action.run());
    }
}
