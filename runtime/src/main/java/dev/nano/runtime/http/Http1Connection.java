package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.log.Failures;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1 connection: one request after the other. What a client sends ahead stays in {@link #input} until its turn
 * comes. Everything here belongs to the connection's event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);

    /** How long a client that has closed its side is thought to still wait for its answer. */
    private static final long HALF_CLOSED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Phase {
        /** Between requests, or within a head. */
        HEAD,
        /** A handler has the request. */
        EXCHANGE,
        /** The request is answered and the rest of its body is on its way. */
        DISCARD,
        /** The last answer has been written. */
        ENDING,
        CLOSED
    }

    private final ConnectionSetup setup;
    private final Service service;
    private final LoopState state;
    private final Connections connections;
    private final Channel channel;
    private final boolean tls;
    private final Http1Input input;
    private final Http1Output output;
    private final Http1Ending ending;
    private final WriteStall writeStall = new WriteStall();

    private Phase phase = Phase.HEAD;
    private long since = System.nanoTime();
    private @Nullable HttpExchange current;
    private @Nullable Http1Body body;
    private boolean resuming;
    private boolean draining;

    /** Until the first request has been seen, this may turn out to be HTTP/2. */
    private boolean fresh = true;

    private boolean inputClosed;
    private long inputClosedSince;

    /** The input cannot be understood any more. */
    private boolean broken;

    /** Asked for by any thread that has an exchange, and made at the latest before the first one. */
    private volatile @Nullable Peer peer;

    Http1Connection(
            ConnectionSetup setup,
            Service service,
            LoopState state,
            Connections connections,
            Channel channel,
            boolean tls) {
        this.setup = setup;
        this.service = service;
        this.state = state;
        this.connections = connections;
        this.channel = channel;
        this.tls = tls;
        this.input = new Http1Input(channel, service.config().limits().headBytes());
        this.output = new Http1Output(this, channel, state, service.stats());
        this.ending = new Http1Ending(channel);
    }

    LoopState state() {
        return state;
    }

    Peer peer() {
        Peer known = peer;
        if (known == null) {
            TrustedProxies proxies = service.config().trustedProxies();
            known = Peer.of(channel.remoteAddress(), channel.localAddress(), proxies, tls);
            peer = known;
        }
        return known;
    }

    // What comes from the client.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connections.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        service.stats().in(bytes.readableBytes());
        if (phase.compareTo(Phase.ENDING) >= 0) {
            int dropped = bytes.readableBytes();
            bytes.release();
            ending.received(dropped);
            return;
        }
        if (phase == Phase.HEAD && input.isEmpty()) {
            since = System.nanoTime();
        }
        input.append(bytes);
        advance();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputClosed = true;
            inputClosedSince = System.nanoTime();
            ending.inputClosed();
            advance();
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

    /** Goes as far as the bytes that are there allow. */
    private void advance() {
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (BadRequest e) {
            refuse(e.failure(), e.text());
        }
        input.settle(body == null || !body.isTooMuch());
    }

    /** Returns whether to try again. */
    private boolean step() throws BadRequest {
        return switch (phase) {
            case HEAD -> head();
            case EXCHANGE -> serveBody();
            case DISCARD -> discard();
            case ENDING, CLOSED -> {
                input.clear();
                yield false;
            }
        };
    }

    private boolean head() throws BadRequest {
        if (fresh && !tls) {
            Http1Input.Preface preface = input.preface();
            if (preface != Http1Input.Preface.NONE) {
                if (preface == Http1Input.Preface.WHOLE) {
                    turnIntoHttp2();
                }
                return false;
            }
        }
        // While the client does not take its last answer, there is no use in preparing the next.
        if (channel.isWritable()) {
            RequestHead head = input.takeHead(state.parser, service.config().limits());
            if (head != null) {
                begin(head);
            } else if (inputClosed) {
                end();
            }
        }
        return false;
    }

    /** The client knows that this server speaks HTTP/2 and has begun with that. */
    private void turnIntoHttp2() {
        phase = Phase.CLOSED;
        ByteBuf received = input.release();
        connections.remove(this);
        channel.pipeline().remove(this);
        setup.http2(channel, false, received);
    }

    private void begin(RequestHead head) {
        fresh = false;
        HttpExchange exchange = service.exchange(output, head, body(head));
        phase = Phase.EXCHANGE;
        current = exchange;
        service.handle(exchange);
    }

    private RequestBody body(RequestHead head) {
        body = null;
        if (!head.hasBody()) {
            return WholeBody.EMPTY;
        }
        byte[] whole = head.chunked ? null : input.take(head.contentLength);
        if (whole != null) {
            return new WholeBody(whole);
        }
        boolean continueOwed = head.expectsContinue && !input.bytes().isReadable();
        Framing framing = head.chunked ? new ChunkedFraming() : new LengthFraming(head.contentLength);
        Http1Body arriving = new Http1Body(this, framing, head.contentLength, continueOwed);
        body = arriving;
        return arriving;
    }

    /** Somebody waits for bytes of {@code wanted}, or will never want any. */
    void bodyWanted(Http1Body wanted) {
        if (wanted != body || phase == Phase.CLOSED) {
            wanted.breakOff("the connection has gone on");
            return;
        }
        if (wanted.takeContinueOwed()) {
            output.writeContinue();
        }
        advance();
    }

    private boolean serveBody() throws BadRequest {
        Http1Body arriving = body;
        if (arriving != null) {
            arriving.serve(input.bytes());
            if (inputClosed && arriving.isWanted()) {
                cutOff(false, true);
            }
        }
        return false;
    }

    /** Code that reads a body has thrown. */
    void readerFailed(Throwable e) {
        HttpExchange exchange = current;
        if (exchange != null) {
            service.failed(exchange, e);
        } else {
            Failures.tell(log, "body_reader_failed", e);
        }
    }

    private boolean discard() throws BadRequest {
        Http1Body rest = body;
        if (rest != null) {
            rest.serve(input.bytes());
        }
        if (rest == null || rest.isComplete()) {
            body = null;
            phase = Phase.HEAD;
            since = System.nanoTime();
            return true;
        }
        if (inputClosed || rest.isTooMuch()) {
            end();
        }
        return false;
    }

    /** Answers broken input; nothing after it can be trusted. */
    private void refuse(Failure failure, String message) {
        broken = true;
        HttpExchange exchange = current;
        if (exchange != null) {
            exchange.fail(failure, message);
            if (body != null) {
                body.breakOff(message);
            }
            return;
        }
        if (phase == Phase.HEAD) {
            output.refuse(service.refusal(output, failure, message));
        }
        end();
    }

    // The end of an answer, and of the connection.

    /** Whether the connection can go on after the answer whose head is about to be written. */
    boolean mayKeepAlive() {
        HttpExchange exchange = current;
        if (exchange == null || !exchange.head().keepAlive || draining || broken) {
            return false;
        }
        Http1Body rest = body;
        return rest == null
                || rest.isComplete()
                || rest.isWorthFinishing()
                || (exchange.streamedBody() != null && rest.isOpen() && !rest.isContinueOwed());
    }

    /** The answer has been handed to the socket. */
    void answered(boolean keepAlive) {
        HttpExchange exchange = current;
        if (exchange == null) {
            return;
        }
        current = null;
        Http1Body rest = body;
        if (rest != null) {
            rest.abandon("the request has been answered");
        }
        since = System.nanoTime();
        exchange.finish(since, false);
        if (phase == Phase.CLOSED) {
            return;
        }
        if (!keepAlive || broken) {
            end();
        } else {
            phase = Phase.DISCARD;
        }
        advance();
    }

    /** Ends the answer that runs, and the connection with it, so that the client can tell. */
    void cutOff(boolean reset) {
        if (phase.compareTo(Phase.ENDING) < 0) {
            cutOff(reset, false);
        }
    }

    /** What has been written goes out first: without a head the client would take the request for unsent and repeat it. */
    private void cutOff(boolean reset, boolean clientLeft) {
        finish(clientLeft);
        phase = Phase.ENDING;
        ending.cut(output, reset, !tls);
        input.clear();
        input.settle(true);
    }

    private void leave(boolean clientLeft) {
        finish(clientLeft);
        var _ = channel.close();
    }

    private void finish(boolean clientLeft) {
        phase = Phase.CLOSED;
        HttpExchange exchange = current;
        current = null;
        if (body != null) {
            body.breakOff(clientLeft ? "the client has left" : "the connection was closed");
        }
        if (exchange != null) {
            exchange.finish(System.nanoTime(), clientLeft);
        }
    }

    /** Closes when what is written has left, and not so that the client loses it. */
    private void end() {
        boolean mayReceive = broken || !input.isEmpty() || (body != null && !body.isComplete());
        phase = Phase.ENDING;
        ending.begin(output, mayReceive, !tls);
        input.clear();
        input.settle(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(true);
        input.clear();
        connections.remove(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        leave(true);
        if (cause instanceof IOException) {
            log.atDebug().addKeyValue("reason", cause.toString()).log("connection_lost");
        } else {
            log.atWarn().setCause(cause).log("connection_failed");
        }
    }

    // What the listener asks for.

    @Override
    public void tick(long now) {
        HttpTimeouts timeouts = service.config().timeouts();
        if (writeStall.check(channel, now, timeouts.writeStall().toNanos())) {
            log.atDebug().addKeyValue("client", peer().address()).log("slow_reader_cut_off");
            leave(true);
            return;
        }
        switch (phase) {
            case HEAD -> tickHead(now, timeouts);
            case EXCHANGE -> tickExchange(now, timeouts);
            case DISCARD -> {
                if (now - since > timeouts.bodyStall().toNanos()) {
                    end();
                }
            }
            case ENDING -> ending.tick(now);
            case CLOSED -> {}
        }
    }

    private void tickHead(long now, HttpTimeouts timeouts) {
        if (!input.isEmpty()) {
            if (channel.isWritable() && now - since > timeouts.head().toNanos()) {
                refuse(
                        Failure.REQUEST_TIMEOUT,
                        "request head: too slow (expected: within "
                                + timeouts.head().toMillis() + " ms)");
            }
        } else if (now - since > timeouts.keepAlive().toNanos()
                || (draining && now - since > timeouts.drainGrace().toNanos())) {
            end();
        }
    }

    private void tickExchange(long now, HttpTimeouts timeouts) {
        if (body != null && body.isStalled(now, timeouts.bodyStall().toNanos())) {
            refuse(
                    Failure.REQUEST_TIMEOUT,
                    "request body: too slow (expected: more within "
                            + timeouts.bodyStall().toMillis() + " ms)");
        } else if (inputClosed) {
            // While it takes what is written, a client that has closed its side is not gone.
            if (output.takeWrote() || output.isPending()) {
                inputClosedSince = now;
            } else if (now - inputClosedSince > HALF_CLOSED_NANOS) {
                leave(true);
            }
        }
    }

    @Override
    public void drain() {
        draining = true;
        long grace = service.config().timeouts().drainGrace().toNanos();
        if (phase == Phase.HEAD && input.isEmpty() && System.nanoTime() - since > grace) {
            end();
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
        leave(false);
    }
}
