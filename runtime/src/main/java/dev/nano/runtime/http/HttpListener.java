package dev.nano.runtime.http;

import dev.nano.runtime.exchange.RequestHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port that serves HTTP/1.1 and HTTP/2. All methods may be called on any thread.
 *
 * <p>Its end has three steps: {@link #stopAccepting}, {@link #drain}, {@link #close}; each includes the one before.
 */
public final class HttpListener implements AutoCloseable {
    private static final int BACKLOG = 4096;

    /** How much may wait in Netty for a client, in bytes: above the second, bodies wait where they come from. */
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /** How long answers that say so may take to leave when the time for draining is over. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Channel server;
    private final ConnectionStats stats;
    private final Map<EventLoop, Connections> connections;
    private final @Nullable TlsIdentity tls;

    private HttpListener(
            Channel server, ConnectionStats stats, Map<EventLoop, Connections> connections, @Nullable TlsIdentity tls) {
        this.tls = tls;
        this.server = server;
        this.stats = stats;
        this.connections = connections;
    }

    /**
     * Binds and serves.
     *
     * @param handler called on event loops
     * @throws IOException when the address cannot be bound or TLS has no usable certificate; the message names it
     */
    public static HttpListener start(HttpThreads threads, HttpListenerConfig config, RequestHandler handler)
            throws IOException {
        ConnectionStats stats = new ConnectionStats();
        Service service = new Service(config, handler, stats);
        Map<EventLoop, Connections> connections = new HashMap<>();
        for (LoopState state : threads.states()) {
            connections.put(state.loop, new Connections(state, config.timeouts().tickMillis()));
        }
        TlsIdentity tls = config.tls() == null ? null : TlsIdentity.watching(config.tls());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads.group())
                .channel(threads.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ConnectionSetup(threads, service, connections, tls));
        ChannelFuture bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            connections.values().forEach(c -> c.loop().execute(c::close));
            if (tls != null) {
                tls.close();
            }
            throw new IOException(
                    "listen on " + config.host() + ":" + config.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new HttpListener(bound.channel(), stats, connections, tls);
    }

    /** Where it listens, with the port that was chosen when port 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    public ConnectionStats stats() {
        return stats;
    }

    /**
     * Reads certificate and key again, as otherwise happens within seconds of a change. New connections use them.
     *
     * @throws IOException when they cannot be used; the message names the file, and the old ones stay in use
     */
    public void reloadTls() throws IOException {
        if (tls != null) {
            tls.reload();
        }
    }

    /** Accepts no new connections; the open ones go on. Waits until the port is free. */
    public void stopAccepting() {
        server.close().awaitUninterruptibly();
    }

    /**
     * Lets what runs finish and closes each connection as soon as nothing runs on it. When {@code timeout} has passed,
     * unanswered requests are refused with 503 and the rest is closed.
     *
     * @return completes, always regularly, when no connection is left
     */
    public CompletableFuture<Void> drain(Duration timeout) {
        stopAccepting();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        connections.forEach((loop, set) -> {
            Promise<Void> emptied = loop.newPromise();
            CompletableFuture<Void> done = new CompletableFuture<>();
            emptied.addListener(ignored -> done.complete(null));
            loop.execute(() -> set.drain(emptied));
            var _ = loop.schedule(set::expire, timeout.toMillis(), TimeUnit.MILLISECONDS);
            var _ = loop.schedule(set::close, timeout.plus(LAST_WORDS).toMillis(), TimeUnit.MILLISECONDS);
            all.add(done);
        });
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]));
    }

    /** Closes the port and all connections at once. */
    @Override
    public void close() {
        stopAccepting();
        if (tls != null) {
            tls.close();
        }
        for (Connections set : connections.values()) {
            set.loop().submit(set::close).awaitUninterruptibly();
        }
    }
}
