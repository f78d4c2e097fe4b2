package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1 connection: one request after the other. What a client sends ahead stays unparsed in {@link #in} until its
 * turn comes, and beyond a window it stays in the socket. Everything here belongs to the connection's event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);
    private static final int WINDOW = 64 * 1024;

    /** How much of a body that nobody wants is read to keep a connection, in bytes. */
    private static final long MAX_DISCARD = 256 * 1024;

    /** How long a connection that has said its last word waits for the client to have heard it. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a silent connection may still use its keep-alive while draining: a request may be on its way. */
    private static final long DRAIN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a client that has closed its side is thought to still wait for its answer. */
    private static final long HALF_CLOSED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Phase {
        /** Between requests, or within a head. */
        HEAD,
        /** A handler has the request. */
        EXCHANGE,
        /** The request is answered and the rest of its body is on its way. */
        DISCARD,
        /** The last answer is on its way out. */
        CLOSING,
        /** The last answer is out; waiting for the client to close, so that no reset overtakes the answer. */
        LINGER,
        CLOSED
    }

    private final Service service;
    private final LoopState state;
    private final Connections connections;
    private final Channel channel;
    private final boolean tls;
    private final Http1Output output;
    private final WriteStall writeStall = new WriteStall();
    private final int window;

    private Phase phase = Phase.HEAD;
    private long since = System.nanoTime();
    private @Nullable ByteBuf in;
    private @Nullable HttpExchange current;
    private @Nullable Http1Body body;
    private volatile @Nullable Peer peer;
    private boolean reading = true;
    private boolean resuming;
    private boolean draining;
    private boolean inputClosed;
    private boolean broken;
    private boolean continueOwed;
    private long inputClosedSince;
    private long lingered;

    Http1Connection(Service service, LoopState state, Connections connections, Channel channel, boolean tls) {
        this.service = service;
        this.state = state;
        this.connections = connections;
        this.channel = channel;
        this.tls = tls;
        this.output = new Http1Output(this, channel, state, service.stats());
        this.window = Math.max(WINDOW, service.config().limits().headBytes() + 1024);
    }

    // Input.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connections.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf data = (ByteBuf) message;
        service.stats().in(data.readableBytes());
        if (phase.compareTo(Phase.CLOSING) >= 0) {
            lingered += data.readableBytes();
            data.release();
            if (lingered > MAX_DISCARD) {
                close();
            }
            return;
        }
        if (in == null) {
            in = data;
            if (phase == Phase.HEAD) {
                since = System.nanoTime();
            }
        } else {
            in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), in, data);
        }
        advance();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !inputClosed) {
            inputClosed = true;
            inputClosedSince = System.nanoTime();
            if (phase == Phase.LINGER) {
                close();
            } else {
                advance();
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        // Not at once: this may be called from within a write or a flush.
        if (channel.isWritable() && !resuming) {
            resuming = true;
            state.outbox.add(this::resume);
        }
    }

    private void resume() {
        resuming = false;
        if (current != null) {
            current.pump();
        }
        advance();
    }

    private void advance() {
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (BadRequest e) {
            refuse(e.failure(), e.text());
        }
        if (in != null && !in.isReadable()) {
            in.release();
            in = null;
        }
        boolean wanted = isReadingWanted();
        if (wanted != reading) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    private boolean isReadingWanted() {
        if (body != null && body.discardedBytes() > MAX_DISCARD && phase.compareTo(Phase.CLOSING) < 0) {
            return false;
        }
        return in == null || in.readableBytes() < window;
    }

    /** Does what can be done with the bytes that are there; returns whether to try again. */
    private boolean step() throws BadRequest {
        return switch (phase) {
            case HEAD -> head();
            case EXCHANGE -> serveBody();
            case DISCARD -> discard();
            case CLOSING, LINGER, CLOSED -> dropInput();
        };
    }

    private boolean head() throws BadRequest {
        if (!channel.isWritable()) {
            return false;
        }
        RequestHead head =
                in == null ? null : state.parser.parse(in, service.config().limits());
        if (head != null) {
            begin(head);
        } else if (inputClosed) {
            closeGently();
        }
        return false;
    }

    private void begin(RequestHead head) {
        HttpExchange exchange = new HttpExchange(
                output,
                head,
                body(head),
                head.requestId != null ? head.requestId : state.newRequestId(),
                peer().trusted() ? Forwarded.of(head, peer(), service.config().trustedProxies()) : null,
                System.nanoTime());
        phase = Phase.EXCHANGE;
        current = exchange;
        service.handle(exchange);
    }

    private RequestBody body(RequestHead head) {
        body = null;
        continueOwed = false;
        if (!head.hasBody()) {
            return WholeBody.EMPTY;
        }
        int there = in == null ? 0 : in.readableBytes();
        if (in != null && !head.chunked && head.contentLength <= Math.min(there, WINDOW)) {
            byte[] whole = new byte[(int) head.contentLength];
            in.readBytes(whole);
            return new WholeBody(whole);
        }
        continueOwed = head.expectsContinue && there == 0;
        Framing framing = head.chunked ? new ChunkedFraming() : new LengthFraming(head.contentLength);
        Http1Body arriving = new Http1Body(this, framing, head.contentLength);
        body = arriving;
        return arriving;
    }

    /** Somebody waits for bytes of {@code wanted}, or will never want any. */
    void bodyWanted(Http1Body wanted) {
        if (wanted == body) {
            if (continueOwed && wanted.isWanted()) {
                continueOwed = false;
                output.writeContinue();
            }
            advance();
        } else {
            serve(wanted);
        }
    }

    private boolean serveBody() {
        Http1Body arriving = body;
        if (arriving != null) {
            serve(arriving);
            if (inputClosed && arriving.isWanted()) {
                clientLeft();
            }
        }
        return false;
    }

    private void serve(Http1Body arriving) {
        HttpExchange exchange = current;
        try {
            arriving.serve(in != null ? in : Unpooled.EMPTY_BUFFER);
        } catch (BadRequest e) {
            refuse(e.failure(), e.text());
        } catch (Throwable e) {
            if (exchange != null) {
                service.failed(exchange, e);
            }
        }
    }

    private boolean discard() throws BadRequest {
        Http1Body rest = body;
        if (rest != null && in != null) {
            rest.serve(in);
        }
        if (rest == null || rest.isComplete()) {
            startHead();
            return true;
        }
        if (inputClosed || rest.discardedBytes() > MAX_DISCARD) {
            closeGently();
        }
        return false;
    }

    private void startHead() {
        body = null;
        phase = Phase.HEAD;
        since = System.nanoTime();
    }

    /** Answers broken input; framing cannot be trusted after it. */
    private void refuse(Failure failure, String message) {
        broken = true;
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.fail(failure, message);
            if (body != null) {
                breakBody(body, message);
            }
        } else if (phase == Phase.HEAD) {
            service.stats().rejected();
            String id = state.newRequestId();
            log.atDebug()
                    .addKeyValue("id", id)
                    .addKeyValue("client", peer().address())
                    .addKeyValue("code", failure.code())
                    .addKeyValue("reason", message)
                    .log("request_refused");
            output.refuse(ErrorAnswer.of(failure, message, id), id);
            closeGently();
        } else {
            closeGently();
        }
    }

    private void breakBody(Http1Body rest, String reason) {
        HttpExchange exchange = current;
        try {
            rest.breakOff(reason);
        } catch (Throwable e) {
            if (exchange != null) {
                service.failed(exchange, e);
            }
        }
    }

    // The end of an answer, and of the connection.

    /** Whether the connection can go on after an answer whose head is about to be written. */
    boolean mayKeepAlive() {
        HttpExchange exchange = current;
        if (exchange == null || !exchange.head().keepAlive || draining || broken || continueOwed) {
            return false;
        }
        Http1Body rest = body;
        if (rest == null || rest.isComplete()) {
            return true;
        }
        return (exchange.streamedBody() != null && !rest.isDiscarded())
                || (rest.remaining() <= MAX_DISCARD && rest.discardedBytes() <= MAX_DISCARD);
    }

    /** The answer has been handed to the socket. */
    void answered(boolean keepAlive) {
        HttpExchange exchange = current;
        if (exchange == null) {
            return;
        }
        Http1Body rest = body;
        boolean restComing = rest != null && !rest.isComplete();
        current = null;
        if (rest != null && restComing) {
            breakBody(rest, "the request has been answered");
            rest.abandon();
        }
        long now = System.nanoTime();
        exchange.finish(now, false);
        if (phase == Phase.CLOSED) {
            return;
        }
        since = now;
        if (!keepAlive || broken) {
            closeGently();
        } else {
            phase = restComing ? Phase.DISCARD : Phase.HEAD;
            body = restComing ? rest : null;
        }
        if (in != null || !reading || inputClosed) {
            advance();
        }
    }

    void cutOff() {
        finish(false);
        var _ = channel.close();
    }

    private void clientLeft() {
        finish(true);
        var _ = channel.close();
    }

    private void finish(boolean clientLeft) {
        phase = Phase.CLOSED;
        HttpExchange exchange = current;
        Http1Body rest = body;
        current = null;
        if (rest != null) {
            breakBody(rest, clientLeft ? "the client has left" : "the connection was closed");
        }
        if (exchange != null) {
            exchange.finish(System.nanoTime(), clientLeft);
        }
    }

    /** Closes after what is written has left, and not so that the client loses it. */
    private void closeGently() {
        boolean unread = (body != null && !body.isComplete()) || in != null || broken;
        phase = Phase.CLOSING;
        output.whenSent(() -> {
            if (phase != Phase.CLOSING) {
                return;
            }
            if (inputClosed || !unread) {
                close();
            } else {
                phase = Phase.LINGER;
                since = System.nanoTime();
                if (!tls && channel instanceof DuplexChannel duplex) {
                    var _ = duplex.shutdownOutput();
                }
            }
        });
        advance();
    }

    private boolean dropInput() {
        if (in != null) {
            lingered += in.readableBytes();
            in.skipBytes(in.readableBytes());
        }
        return false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(true);
        if (in != null) {
            in.release();
            in = null;
        }
        connections.remove(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.atDebug().addKeyValue("reason", cause.toString()).log("connection_lost");
        } else {
            log.atWarn().setCause(cause).log("connection_failed");
        }
        close();
    }

    // What the listener asks for.

    @Override
    public void tick(long now) {
        HttpTimeouts timeouts = service.config().timeouts();
        if (writeStall.check(channel, now, timeouts.writeStall().toNanos())) {
            log.atDebug().addKeyValue("client", peer().address()).log("slow_reader_cut_off");
            close();
            return;
        }
        switch (phase) {
            case HEAD -> tickHead(now, timeouts);
            case EXCHANGE -> tickExchange(now, timeouts);
            case DISCARD -> {
                if (now - since > timeouts.bodyStall().toNanos()) {
                    closeGently();
                }
            }
            case LINGER -> {
                if (now - since > LINGER_NANOS) {
                    close();
                }
            }
            case CLOSING, CLOSED -> {}
        }
    }

    private void tickHead(long now, HttpTimeouts timeouts) {
        if (in != null) {
            if (channel.isWritable() && now - since > timeouts.head().toNanos()) {
                refuse(
                        Failure.REQUEST_TIMEOUT,
                        "request head: too slow (expected: within "
                                + timeouts.head().toMillis() + " ms)");
            }
        } else if (now - since > timeouts.keepAlive().toNanos() || (draining && now - since > DRAIN_GRACE_NANOS)) {
            closeGently();
        }
    }

    private void tickExchange(long now, HttpTimeouts timeouts) {
        if (body != null
                && body.isWanted()
                && now - body.waitingSince() > timeouts.bodyStall().toNanos()) {
            refuse(
                    Failure.REQUEST_TIMEOUT,
                    "request body: too slow (expected: more within "
                            + timeouts.bodyStall().toMillis() + " ms)");
        } else if (inputClosed) {
            // While it takes what is written, a client that has closed its side is not gone.
            if (output.takeWrote()) {
                inputClosedSince = now;
            } else if (now - inputClosedSince > HALF_CLOSED_NANOS && !output.isPending()) {
                clientLeft();
            }
        }
    }

    @Override
    public void drain() {
        draining = true;
        if (phase == Phase.HEAD && in == null && System.nanoTime() - since > DRAIN_GRACE_NANOS) {
            closeGently();
        }
    }

    @Override
    public void expire() {
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.fail(Failure.DRAINING, "the server is shutting down");
        } else {
            close();
        }
    }

    @Override
    public void close() {
        var _ = channel.close();
    }

    LoopState state() {
        return state;
    }

    Peer peer() {
        Peer known = peer;
        if (known == null) {
            known = Peer.of(
                    channel.remoteAddress(),
                    channel.localAddress(),
                    service.config().trustedProxies(),
                    tls);
            peer = known;
        }
        return known;
    }
}
