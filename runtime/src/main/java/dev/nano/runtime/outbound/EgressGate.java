package dev.nano.runtime.outbound;

import dev.nano.runtime.net.Cidr;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges the very address that a connection is about to be made to. It sits in the connection itself, so that neither a
 * name that resolves to something else the next time nor an address that no resolver has seen gets past it.
 */
final class EgressGate extends ChannelOutboundHandlerAdapter {

    private final String host;
    private final int port;
    private final Egress app;
    private final Supplier<Egress> all;
    private final OwnListeners own;

    /**
     * @param host as the app asked for it
     * @param all what every app may reach
     */
    EgressGate(String host, int port, Egress app, Supplier<Egress> all, OwnListeners own) {
        this.host = EgressRule.normalized(host);
        this.port = port;
        this.app = app;
        this.all = all;
        this.own = own;
    }

    @Override
    public void connect(
            ChannelHandlerContext ctx, SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
        String refusal = remote instanceof InetSocketAddress address && !address.isUnresolved()
                ? refusal(address)
                : "egress to " + host + " is denied: it has no IP address";
        if (refusal == null) {
            ctx.connect(remote, local, promise);
        } else {
            promise.setFailure(new EgressDenied(refusal));
        }
    }

    private @Nullable String refusal(InetSocketAddress address) {
        String destination = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        if (own.contains(address)) {
            return "egress to " + destination
                    + " is denied: it is a listener of this runtime, which no 'egress' entry can allow";
        }
        DeniedRange range = DeniedRange.of(address.getAddress().getAddress());
        if (range == null || app.allows(host, address) || all.get().allows(host, address)) {
            return null;
        }
        boolean isLiteral = Cidr.parse(host) != null;
        return "egress to " + destination + " is denied: " + (isLiteral ? "it is " : "the name leads to ")
                + range.description()
                + ", and no entry of 'egress' (of the app) or 'defaults.egress' (of all apps) allows it; \""
                + destination + "\" in either would";
    }
}
