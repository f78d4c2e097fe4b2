package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the answer of one HTTP/2 stream. Event loop only, {@link #state} and {@link #peer} excepted. */
final class Http2Output implements Wire, Outbox.Flushable {
    private static final Logger log = LoggerFactory.getLogger(Http2Output.class);
    private static final int MAX_AT_ONCE = 64 * 1024;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Http2Stream stream;
    private final Channel channel;
    private final LoopState state;

    /** Bytes that the announced length leaves, or -1 when none was announced. */
    private long remaining = -1;

    private boolean complete;
    private boolean cut;
    private long cutSince;
    private boolean flushing;
    private @Nullable ChannelFuture last;

    Http2Output(Http2Stream stream, Channel channel, LoopState state) {
        this.stream = stream;
        this.channel = channel;
        this.state = state;
    }

    @Override
    public LoopState state() {
        return state;
    }

    @Override
    public Peer peer() {
        return stream.peer();
    }

    @Override
    public void answer(HttpExchange exchange, byte @Nullable [] whole) throws AnswerHead.Invalid {
        long length = AnswerHead.length(exchange, whole);
        boolean mayHaveBody = AnswerHead.statusHasBody(exchange.status());
        Http2Headers head = Http2Heads.answer(exchange, mayHaveBody ? length : -1, state.date());
        remaining = length;
        complete = false;
        exchange.headSent(exchange.status());
        boolean bodiless = !mayHaveBody || exchange.head().isHead() || (whole != null && whole.length == 0);
        write(new DefaultHttp2HeadersFrame(head, bodiless), bodiless);
        if (!bodiless && whole != null && whole.length <= MAX_AT_ONCE) {
            exchange.dataSent(whole.length);
            data(whole, 0, whole.length, true);
        } else if (!bodiless) {
            if (whole != null) {
                exchange.streamWhole(whole);
            }
            exchange.pump();
        }
        flushLater();
    }

    /** Answers something that never became an exchange. */
    void refuse(ErrorAnswer error) {
        try {
            Http2Headers head =
                    Http2Heads.answer(error.status, error.headers, error.body.length, state.date(), error.requestId);
            write(new DefaultHttp2HeadersFrame(head, false), false);
            data(error.body, 0, error.body.length, true);
        } catch (AnswerHead.Invalid e) {
            throw new IllegalStateException(e);
        }
        channel.flush();
    }

    void writeContinue() {
        write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false, 1).status("100"), false), false);
        flushLater();
    }

    @Override
    public boolean isWritable() {
        return !complete && channel.isWritable();
    }

    @Override
    public void writeData(HttpExchange exchange, byte[] bytes, int from, int length) {
        int sendable = remaining < 0 ? length : (int) Math.min(length, remaining);
        boolean tooLong = sendable < length;
        if (remaining >= 0) {
            remaining -= sendable;
        }
        exchange.dataSent(sendable);
        if (tooLong) {
            log.atWarn().addKeyValue("id", exchange.id()).log("answer_longer_than_announced");
        }
        if (sendable > 0 || tooLong) {
            data(bytes, from, sendable, tooLong);
        }
        flushLater();
    }

    @Override
    public void endData(HttpExchange exchange) {
        if (complete) {
            return;
        }
        if (remaining > 0) {
            log.atWarn().addKeyValue("id", exchange.id()).log("answer_shorter_than_announced");
            cutOff();
            return;
        }
        write(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true), true);
        flushLater();
    }

    @Override
    public void cutOff() {
        if (cut) {
            return;
        }
        cut = true;
        complete = true;
        stream.finish(false);
        // Frames wait in the codec until they are flushed, and a reset drops those that wait.
        channel.parent().flush();
        ChannelFuture written = last;
        if (written == null || written.isDone()) {
            reset(Http2Error.INTERNAL_ERROR);
        } else {
            cutSince = System.nanoTime();
            written.addListener(sent -> resetAfterCut());
        }
    }

    private void resetAfterCut() {
        if (cutSince != 0) {
            cutSince = 0;
            reset(Http2Error.INTERNAL_ERROR);
        }
    }

    boolean isCut() {
        return cut;
    }

    /** A client that has closed its window is told all the same, after a while. */
    void tick(long now) {
        if (cutSince != 0 && now - cutSince > LINGER_NANOS) {
            resetAfterCut();
        }
    }

    void reset(Http2Error error) {
        if (!channel.isActive()) {
            return;
        }
        complete = true;
        cut = true;
        var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(error));
    }

    @Override
    public void flush() {
        flushing = false;
        channel.flush();
        if (complete && !cut) {
            stream.answered();
        }
    }

    /** Calls back when the end of the answer has left, if the stream still lives then. */
    void whenSent(Runnable action) {
        ChannelFuture end = last;
        if (end != null) {
            end.addListener(sent -> {
                if (sent.isSuccess()) {
                    action.run();
                }
            });
        }
    }

    private void data(byte[] bytes, int from, int length, boolean end) {
        ByteBuf buffer = channel.alloc().directBuffer(length).writeBytes(bytes, from, length);
        write(new DefaultHttp2DataFrame(buffer, end), end);
    }

    private void write(Object frame, boolean end) {
        ChannelFuture written = channel.write(frame);
        last = written;
        complete |= end;
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            state.outbox.flushLater(this);
        }
    }
}
