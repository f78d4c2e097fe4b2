package dev.nano.runtime.outbound;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * The connections of one version of an app. No other app and no other version ever uses one of them, so that nothing that
 * goes wrong between an app and a server reaches anyone else. All methods may be called on any thread.
 */
public final class AppOutbound implements AutoCloseable {

    private static final int MAX_CONNECTIONS_PER_ORIGIN = 256;
    private static final int MAX_WAITING_PER_ORIGIN = 1_000;
    private static final int MAX_IDLE_ORIGINS = 64;
    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    /** Below the 60 s at which many servers close: fewer requests meet a connection that is just being closed. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);
    /** So long at most do rules hold that have been taken back. */
    private static final Duration MAX_LIFE = Duration.ofMinutes(10);

    private final Outbound outbound;
    private final Egress egress;
    private final Duration timeout;
    private final Duration loadTimeout;

    // Guarded by this.
    private final Map<InetSocketAddress, Origin> origins = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable ConnectionProvider connections;
    private @Nullable HttpClient client;
    private boolean isClosed;

    private static final class Origin {
        private int running;
        private long usedAt;
    }

    AppOutbound(Outbound outbound, Egress egress, Duration timeout, Duration loadTimeout) {
        this.outbound = outbound;
        this.egress = egress;
        this.timeout = timeout;
        this.loadTimeout = loadTimeout;
    }

    /** How long one request and its response may take. */
    public Duration timeout() {
        return timeout;
    }

    /** The same while the app is being loaded. */
    public Duration loadTimeout() {
        return loadTimeout;
    }

    /**
     * The client for one request to {@code origin}, which is to be {@link #ended} once.
     *
     * @throws IllegalStateException when the app has ended
     */
    public synchronized HttpClient begin(InetSocketAddress origin) {
        if (isClosed) {
            throw new IllegalStateException("the app is being replaced or removed");
        }
        HttpClient current = client;
        if (current == null) {
            current = start();
            client = current;
        }
        origins.computeIfAbsent(origin, _ -> new Origin()).running++;
        if (origins.size() > MAX_IDLE_ORIGINS) {
            dropOldestIdle();
        }
        outbound.isActive(this);
        return current;
    }

    /** A request to {@code origin} and its response are over. */
    public synchronized void ended(InetSocketAddress origin) {
        Origin known = origins.get(origin);
        if (known != null) {
            known.running--;
            known.usedAt = System.nanoTime();
        }
    }

    private HttpClient start() {
        ConnectionProvider provider = ConnectionProvider.builder("outbound")
                .maxConnections(MAX_CONNECTIONS_PER_ORIGIN)
                .pendingAcquireMaxCount(MAX_WAITING_PER_ORIGIN)
                .pendingAcquireTimeout(MAX_WAIT)
                .maxIdleTime(MAX_IDLE)
                .maxLifeTime(MAX_LIFE)
                .build();
        connections = provider;
        Outbound.Shared shared = outbound.shared();
        return HttpClient.create(provider)
                .runOn(shared.threads(), false)
                .resolver(shared.names())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .secure(spec -> spec.sslContext(shared.tls()))
                .followRedirect(false)
                .noProxy()
                .doOnChannelInit((observer, channel, remote) -> guard(channel, remote));
    }

    private void guard(Channel channel, @Nullable SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress origin)) {
            throw new IllegalStateException("a connection without an address");
        }
        UpstreamCodec codec = new UpstreamCodec();
        channel.pipeline().replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, codec);
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "conversation", new Conversation(codec));
        channel.pipeline()
                .addFirst(
                        "egress",
                        new EgressGate(
                                origin.getHostString(), origin.getPort(), egress, outbound::forAll, outbound.own()));
    }

    private void dropOldestIdle() {
        for (Iterator<Map.Entry<InetSocketAddress, Origin>> all =
                        origins.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<InetSocketAddress, Origin> entry = all.next();
            if (entry.getValue().running == 0) {
                all.remove();
                dispose(entry.getKey());
                return;
            }
        }
    }

    /** Drops what has been idle for long. Returns whether there is anything left. */
    synchronized boolean sweep(long now) {
        origins.entrySet().removeIf(entry -> {
            Origin origin = entry.getValue();
            boolean isOver = origin.running == 0 && now - origin.usedAt > MAX_IDLE.toNanos();
            if (isOver) {
                dispose(entry.getKey());
            }
            return isOver;
        });
        return !origins.isEmpty();
    }

    private void dispose(InetSocketAddress origin) {
        if (connections != null) {
            connections.disposeWhen(origin);
        }
    }

    /** Closes the connections; nothing is sent any more. */
    @Override
    public synchronized void close() {
        isClosed = true;
        if (connections != null) {
            connections.dispose();
        }
        origins.clear();
        client = null;
        connections = null;
    }
}
