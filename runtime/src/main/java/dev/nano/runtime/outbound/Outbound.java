package dev.nano.runtime.outbound;

import dev.nano.runtime.log.Failures;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

/** What the outbound requests of all apps share: threads, name resolution, trust, and what no app may reach. */
public final class Outbound implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Outbound.class);

    private static final int THREADS = 2;
    private static final int DNS_MAX_TTL_SECONDS = 30;
    private static final long DNS_QUERY_MILLIS = 5_000;
    private static final long SWEEP_SECONDS = 5;

    private final OwnListeners own = new OwnListeners();
    private final Set<AppOutbound> active = ConcurrentHashMap.newKeySet();
    private volatile Egress forAll = Egress.NONE;
    private @Nullable Shared shared;

    /** What is started with the first request: many processes never send one. */
    record Shared(
            LoopResources threads,
            AddressResolverGroup<InetSocketAddress> names,
            SslProvider.GenericSslContextSpec<?> tls) {}

    /** The client of one version of an app, with connections of its own. */
    public AppOutbound of(Egress egress, Duration timeout, Duration loadTimeout) {
        return new AppOutbound(this, egress, timeout, loadTimeout);
    }

    /** Replaces what every app may reach; holds for new connections. */
    public void allowForAll(Egress egress) {
        forAll = egress;
    }

    Egress forAll() {
        return forAll;
    }

    /** Where the process itself listens, which no app may reach. */
    public OwnListeners own() {
        return own;
    }

    synchronized Shared shared() {
        Shared current = shared;
        if (current == null) {
            current = start();
            shared = current;
        }
        return current;
    }

    private Shared start() {
        LoopResources threads = LoopResources.create("outbound", THREADS, true);
        var names = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .ttl(0, DNS_MAX_TTL_SECONDS)
                .queryTimeoutMillis(DNS_QUERY_MILLIS));
        UpstreamTrust trust = UpstreamTrust.ofJvm();
        var tls = Http11SslContextSpec.forClient().configure(context -> context.trustManager(trust));
        EventLoop loop = threads.onClient(false).next();
        var _ = loop.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        return new Shared(threads, names, tls);
    }

    /** The loop would schedule no other sweep after one that throws. */
    private void sweep() {
        long now = System.nanoTime();
        Failures.survive(log, "connections_not_swept", () -> active.removeIf(app -> !app.sweep(now)));
    }

    void isActive(AppOutbound app) {
        active.add(app);
    }

    /** Apps that have connections, or had some a moment ago. */
    int activeApps() {
        return active.size();
    }

    @Override
    public synchronized void close() {
        active.forEach(AppOutbound::close);
        if (shared != null) {
            shared.names().close();
            shared.threads().dispose();
        }
    }
}
