package dev.nano.runtime.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection during its TLS handshake, at the end of which the protocol is known. */
final class TlsNegotiation extends ApplicationProtocolNegotiationHandler implements Connection {
    private static final Logger log = LoggerFactory.getLogger(TlsNegotiation.class);

    private final ConnectionSetup setup;
    private final Connections connections;
    private final Channel channel;

    TlsNegotiation(ConnectionSetup setup, Connections connections, Channel channel) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.setup = setup;
        this.connections = connections;
        this.channel = channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        super.handlerAdded(ctx);
        connections.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved(ctx);
        connections.remove(this);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            setup.http2(channel, true, null);
        } else {
            setup.http1(channel, true);
        }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        log.atDebug().addKeyValue("reason", cause.toString()).log("tls_handshake_failed");
        // Past the TLS handler, which would wait for a last message that nobody reads.
        ChannelHandlerContext first = ctx.pipeline().firstContext();
        var _ = first == null ? channel.close() : first.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        handshakeFailure(ctx, cause);
    }

    /** The handshake has a timeout of its own. */
    @Override
    public void tick(long now) {}

    @Override
    public void drain() {}

    @Override
    public void expire() {
        close();
    }

    @Override
    public void close() {
        var _ = channel.close();
    }
}
