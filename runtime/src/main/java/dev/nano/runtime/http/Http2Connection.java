package dev.nano.runtime.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/2 connection as a whole: its streams come and go, it watches over them. Belongs to its event loop. */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger log = LoggerFactory.getLogger(Http2Connection.class);

    /** Lets some streams be slow without holding the others up, and bounds what all of them may have sent unread. */
    private static final int WINDOW = 1024 * 1024;

    private static final int DEFAULT_WINDOW = 65_535;

    private enum Drain {
        NO,
        ANNOUNCED,
        FINAL
    }

    private final Service service;
    private final Connections connections;
    private final Channel channel;
    private final Peer peer;
    private final WriteStall writeStall = new WriteStall();
    private final Set<Http2Stream> streams = Collections.newSetFromMap(new IdentityHashMap<>());
    private Drain drain = Drain.NO;
    private long since = System.nanoTime();
    private boolean closing;
    private boolean hadStream;

    Http2Connection(Service service, Connections connections, Channel channel, boolean tls) {
        this.service = service;
        this.connections = connections;
        this.channel = channel;
        this.peer = Peer.of(
                channel.remoteAddress(),
                channel.localAddress(),
                service.config().trustedProxies(),
                tls);
    }

    Peer peer() {
        return peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connections.add(this);
        var _ = ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW - DEFAULT_WINDOW));
    }

    void opened(Http2Stream stream) {
        streams.add(stream);
        hadStream = true;
    }

    void closed(Http2Stream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            since = System.nanoTime();
            if (drain == Drain.FINAL) {
                end();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        // What is left here is about the connection, and the codec has dealt with it.
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            var _ = channel.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        finish(true);
        connections.remove(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            var _ = channel.close();
        }
        // Otherwise the codec says why before it closes.
        log.atDebug()
                .addKeyValue("client", peer.address())
                .addKeyValue("reason", cause.toString())
                .log("connection_failed");
    }

    private void finish(boolean clientLeft) {
        new ArrayList<>(streams).forEach(stream -> stream.finish(clientLeft));
    }

    @Override
    public void tick(long now) {
        HttpTimeouts timeouts = service.config().timeouts();
        if (writeStall.check(channel, now, timeouts.writeStall().toNanos())) {
            log.atDebug().addKeyValue("client", peer.address()).log("slow_reader_cut_off");
            var _ = channel.close();
            return;
        }
        new ArrayList<>(streams).forEach(stream -> stream.tick(now, timeouts));
        if (drain == Drain.ANNOUNCED && now - since > timeouts.drainGrace().toNanos()) {
            announceLast();
        } else if (streams.isEmpty() && now - since > longestSilence(timeouts).toNanos()) {
            announceLast();
        }
    }

    /** A head that arrives in pieces shows here only when it is complete: the first one has to be in time. */
    private Duration longestSilence(HttpTimeouts timeouts) {
        return hadStream ? timeouts.keepAlive() : timeouts.head();
    }

    /** First says that the end is near while new streams are still taken, then which stream was the last. */
    @Override
    public void drain() {
        if (drain == Drain.NO) {
            drain = Drain.ANNOUNCED;
            long grace = service.config().timeouts().drainGrace().toNanos();
            if (streams.isEmpty() && System.nanoTime() - since > grace) {
                announceLast();
            } else {
                since = System.nanoTime();
                goAway(Integer.MAX_VALUE);
            }
        }
    }

    private void announceLast() {
        drain = Drain.FINAL;
        goAway(0);
        if (streams.isEmpty()) {
            end();
        }
    }

    private void goAway(int extraStreams) {
        DefaultHttp2GoAwayFrame frame = new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR);
        var _ = channel.writeAndFlush(frame.setExtraStreamIds(extraStreams));
    }

    /** Closes when all that was written has left. */
    private void end() {
        if (!closing) {
            closing = true;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                var _ = channel.close();
            });
        }
    }

    @Override
    public void expire() {
        drain = Drain.FINAL;
        goAway(0);
        new ArrayList<>(streams).forEach(Http2Stream::expire);
        if (streams.isEmpty()) {
            end();
        }
    }

    @Override
    public void close() {
        finish(false);
        var _ = channel.close();
    }
}
