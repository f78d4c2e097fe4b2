package dev.nano.runtime.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection after its last answer. A socket that is closed while the client still sends answers with a
 * reset, which may overtake the answer; so that one's output is ended first, and what comes is thrown away for a while, up to a limit.
 */
final class Http1Ending {
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long DELIVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_BYTES = 256 * 1024;

    private final Channel channel;
    private boolean lingering;
    private boolean resetting;
    private boolean inputClosed;
    private long since;
    private long received;

    Http1Ending(Channel channel) {
        this.channel = channel;
    }

    /**
     * Ends the output as soon as what is written has left.
     *
     * @param mayReceive whether the client may be sending; when not, the connection is closed right after
     * @param half whether the output can be closed without the input, as it cannot under TLS
     */
    void begin(Http1Output output, boolean mayReceive, boolean half) {
        output.whenSent(() -> {
            if (inputClosed || !mayReceive) {
                var _ = channel.close();
                return;
            }
            lingering = true;
            since = System.nanoTime();
            if (half && channel instanceof DuplexChannel duplex) {
                var _ = duplex.shutdownOutput();
            }
        });
    }

    /**
     * Ends an answer that is incomplete, as soon as what is written of it has left.
     *
     * @param reset whether an orderly end would look like the regular end of the answer
     */
    void cut(Http1Output output, boolean reset, boolean half) {
        if (reset) {
            output.whenSent(() -> {
                resetting = true;
                since = System.nanoTime();
            });
        } else {
            begin(output, true, half);
        }
    }

    /** A reset discards what the client has not acknowledged, so it has to wait for that. */
    private boolean isDelivered(long now) {
        if (now - since > LINGER_NANOS) {
            return true;
        }
        return now - since > DELIVERY_NANOS
                && (!(channel instanceof EpollSocketChannel epoll)
                        || epoll.tcpInfo().unacked() == 0);
    }

    private void reset() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        // Past the TLS handler, whose last message would say that nothing is missing.
        ChannelHandlerContext first = channel.pipeline().firstContext();
        var _ = first == null ? channel.close() : first.close();
    }

    void received(int bytes) {
        received += bytes;
        if (received > MAX_BYTES) {
            // A client that sends on has to wait; it shall not be busy with a reset instead of its answer.
            channel.config().setAutoRead(false);
        }
    }

    void inputClosed() {
        inputClosed = true;
        if (lingering) {
            var _ = channel.close();
        }
    }

    void tick(long now) {
        if (resetting && isDelivered(now)) {
            reset();
        } else if (lingering && now - since > LINGER_NANOS) {
            var _ = channel.close();
        }
    }
}
