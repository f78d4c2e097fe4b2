package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.log.Failures;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of an HTTP/2 connection: one request and its answer. Belongs to the connection's event loop. */
final class Http2Stream extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Http2Stream.class);

    private final Service service;
    private final LoopState state;
    private final Http2Connection connection;
    private final Channel channel;
    private final Http2Output output;

    private @Nullable HttpExchange current;
    private @Nullable Http2Body body;
    private boolean begun;
    private boolean inputEnded;
    private boolean resuming;
    private long lastRoom;
    private long roomSince;

    Http2Stream(Service service, LoopState state, Http2Connection connection, Channel channel) {
        this.service = service;
        this.state = state;
        this.connection = connection;
        this.channel = channel;
        this.output = new Http2Output(this, channel, state);
    }

    LoopState state() {
        return state;
    }

    Peer peer() {
        return connection.peer();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel.config().setWriteBufferWaterMark(HttpListener.WATER_MARK);
        connection.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2HeadersFrame headers) {
            inputEnded |= headers.isEndStream();
            if (!begun) {
                begin(headers);
            } else if (body != null && headers.isEndStream()) {
                // Trailers, which nobody has asked for yet.
                body.received(new byte[0], true);
            }
        } else if (frame instanceof Http2DataFrame data) {
            boolean end = data.isEndStream();
            inputEnded |= end;
            try {
                if (body != null) {
                    body.received(ByteBufUtil.getBytes(data.content()), end);
                }
            } finally {
                data.release();
            }
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    private void begin(Http2HeadersFrame frame) {
        begun = true;
        // From here on, data is read when it is asked for.
        channel.config().setAutoRead(false);
        HttpLimits limits = service.config().limits();
        RequestHead head;
        try {
            head = Http2Heads.request(frame.headers(), !frame.isEndStream(), limits);
        } catch (BadRequest e) {
            refuse(e);
            return;
        }
        HttpExchange exchange = service.exchange(output, head, body(head));
        current = exchange;
        service.handle(exchange);
    }

    private RequestBody body(RequestHead head) {
        if (!head.hasBody()) {
            return WholeBody.EMPTY;
        }
        Http2Body arriving = new Http2Body(this, head.contentLength, head.expectsContinue);
        body = arriving;
        return arriving;
    }

    private void refuse(BadRequest e) {
        output.refuse(service.refusal(output, e.failure(), e.text()));
        dropInput("the request was refused");
        endInput();
    }

    void bodyWanted(boolean continueOwed) {
        if (continueOwed) {
            output.writeContinue();
        }
        channel.read();
    }

    void readerFailed(Throwable e) {
        HttpExchange exchange = current;
        if (exchange != null) {
            service.failed(exchange, e);
        } else {
            Failures.tell(log, "body_reader_failed", e);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // Not at once: this may be called from within a write or a flush.
        if (channel.isWritable() && !resuming) {
            resuming = true;
            state.outbox.add(() -> {
                resuming = false;
                if (current != null) {
                    current.pump();
                }
            });
        }
    }

    /** The answer has been handed over. */
    void answered() {
        HttpExchange exchange = current;
        if (exchange != null) {
            current = null;
            dropInput("the request has been answered");
            exchange.finish(System.nanoTime(), false);
            endInput();
        }
    }

    /**
     * Throws away what has come and not been read, and what still comes. Netty keeps the frames of a stream until they
     * are read, and the stream with them, even when the connection has long been closed.
     */
    private void dropInput(String reason) {
        Http2Body unread = body;
        if (unread != null) {
            body = null;
            unread.breakOff(reason);
        }
        // The window stays as it is: it is not an invitation to send more.
        channel.config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
        channel.config().setAutoRead(true);
    }

    /** Tells a client that is still sending that nobody listens any more (RFC 9113, 8.1). */
    private void endInput() {
        if (!inputEnded) {
            output.whenSent(() -> {
                if (!inputEnded && channel.isActive()) {
                    output.reset(Http2Error.NO_ERROR);
                }
            });
        }
    }

    void finish(boolean clientLeft) {
        HttpExchange exchange = current;
        current = null;
        dropInput(clientLeft ? "the client has left" : "the stream was closed");
        if (exchange != null) {
            exchange.finish(System.nanoTime(), clientLeft);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            finish(true);
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(true);
        connection.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The stream is reset with the right error by whoever throws this.
        finish(true);
        log.atDebug().addKeyValue("reason", cause.toString()).log("stream_failed");
    }

    void tick(long now, HttpTimeouts timeouts) {
        if (output.isCut()) {
            output.tick(now);
            return;
        }
        if (isWriteStalled(now, timeouts.writeStall().toNanos())) {
            log.atDebug().addKeyValue("client", peer().address()).log("slow_reader_cut_off");
            output.reset(Http2Error.CANCEL);
            finish(true);
            return;
        }
        HttpExchange exchange = current;
        Http2Body arriving = body;
        if (exchange != null
                && arriving != null
                && arriving.isStalled(now, timeouts.bodyStall().toNanos())) {
            String message = "request body: too slow (expected: more within "
                    + timeouts.bodyStall().toMillis() + " ms)";
            exchange.fail(Failure.REQUEST_TIMEOUT, message);
            arriving.breakOff(message);
        }
    }

    /** Like {@link WriteStall}: whether the window has let nothing through for that long although something waits. */
    private boolean isWriteStalled(long now, long limitNanos) {
        long room = channel.isWritable() ? channel.bytesBeforeUnwritable() : -channel.bytesBeforeWritable();
        if (room != lastRoom || room > HttpListener.WATER_MARK.high()) {
            lastRoom = room;
            roomSince = now;
        }
        return now - roomSince > limitNanos;
    }

    void expire() {
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.fail(Failure.DRAINING, "the server is shutting down");
        }
    }
}
