package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts the handlers of a new connection together. */
final class ConnectionSetup extends ChannelInitializer<Channel> {
    private static final int MAX_STREAMS = 100;

    /** Streams that a client may reset within the time below before it is sent away (CVE-2023-44487). */
    private static final int MAX_RESETS = 200;

    private static final int RESET_SECONDS = 30;

    /** Frames in a row that carry nothing, and pieces of a head that hardly carry anything. */
    private static final int MAX_EMPTY_FRAMES = 2;

    private static final int MAX_SMALL_CONTINUATIONS = 16;

    /** Answers to pings and settings that wait for a client that does not take them. */
    private static final int MAX_CONTROL_FRAMES = 1000;

    private final HttpThreads threads;
    private final Service service;
    private final Map<EventLoop, Connections> connections;
    private final @Nullable TlsIdentity tls;
    private final ConnectionBudget budget;

    ConnectionSetup(
            HttpThreads threads, Service service, Map<EventLoop, Connections> connections, @Nullable TlsIdentity tls) {
        this.threads = threads;
        this.service = service;
        this.connections = connections;
        this.tls = tls;
        this.budget = new ConnectionBudget(
                service.config().connections(), service.config().trustedProxies());
    }

    @Override
    protected void initChannel(Channel channel) {
        service.stats().accepted();
        channel.closeFuture().addListener(closed -> service.stats().closed());
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            InetAddress client = remote.getAddress();
            String broken = budget.open(client);
            if (broken != null) {
                refuse(channel, broken);
                return;
            }
            channel.closeFuture().addListener(closed -> budget.close(client));
        }
        if (tls == null) {
            http1(channel, false);
            return;
        }
        SslHandler handler = tls.context().newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(service.config().timeouts().head().toMillis());
        channel.pipeline().addLast(handler, new TlsNegotiation(this, connectionsOf(channel), channel));
    }

    /** In TLS there is nothing to say before a handshake, which is what costs. */
    private void refuse(Channel channel, String reason) {
        service.stats().rejected();
        if (tls != null) {
            var _ = channel.close();
            return;
        }
        ErrorAnswer error = ErrorAnswer.of(
                Failure.TOO_MANY_CONNECTIONS,
                reason,
                threads.of(channel.eventLoop()).newRequestId());
        String head = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\nnano-error: "
                + Failure.TOO_MANY_CONNECTIONS.code() + "\r\nretry-after: 1\r\ncontent-length: " + error.body.length
                + "\r\nconnection: close\r\n\r\n";
        ByteBuf bytes = channel.alloc()
                .directBuffer()
                .writeBytes(head.getBytes(StandardCharsets.US_ASCII))
                .writeBytes(error.body);
        channel.config().setAutoRead(false);
        channel.writeAndFlush(bytes).addListener(ChannelFutureListener.CLOSE);
    }

    void http1(Channel channel, boolean secure) {
        channel.pipeline()
                .addLast(new Http1Connection(
                        this, service, threads.of(channel.eventLoop()), connectionsOf(channel), channel, secure));
    }

    /** @param received what has been read from the connection already, or null; owned by this method */
    void http2(Channel channel, boolean secure, @Nullable ByteBuf received) {
        LoopState state = threads.of(channel.eventLoop());
        Http2Connection connection = new Http2Connection(service, connectionsOf(channel), channel, secure);
        ByteCounter counter = new ByteCounter(service.stats());
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(
                counter,
                codec(),
                new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Http2Stream(service, state, connection, stream));
                    }
                }),
                connection);
        if (received != null) {
            ChannelHandlerContext first = Objects.requireNonNull(pipeline.context(counter));
            first.fireChannelRead(received);
            first.fireChannelReadComplete();
        }
    }

    private Http2FrameCodec codec() {
        HttpLimits limits = service.config().limits();
        return new Http2Codec(service.config().connections().maxControlFrames())
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(MAX_STREAMS)
                        .maxHeaderListSize(limits.headBytes() + 32L * limits.headerCount()))
                .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_FRAMES)
                .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
                .encoderEnforceMaxQueuedControlFrames(MAX_CONTROL_FRAMES)
                // Closing means closing here: the listener drains connections itself.
                .decoupleCloseAndGoAway(true)
                .build();
    }

    private Connections connectionsOf(Channel channel) {
        return Objects.requireNonNull(connections.get(channel.eventLoop()));
    }

    /** Counts what HTTP/2 sends and receives, frames included. */
    private static final class ByteCounter extends ChannelDuplexHandler {
        private final ConnectionStats stats;

        ByteCounter(ConnectionStats stats) {
            this.stats = stats;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf bytes) {
                stats.in(bytes.readableBytes());
            }
            ctx.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof ByteBuf bytes) {
                stats.out(bytes.readableBytes());
            }
            var _ = ctx.write(message, promise);
        }
    }
}
