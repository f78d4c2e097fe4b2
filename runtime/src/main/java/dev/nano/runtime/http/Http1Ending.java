package dev.nano.runtime.http;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection after its last answer. A socket that is closed while the client still sends answers with a
 * reset, which may overtake the answer; so that one's output is ended first, and what comes is thrown away for a while, up to a limit.
 */
final class Http1Ending {
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_BYTES = 256 * 1024;

    private final Channel channel;
    private boolean lingering;
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
        if (lingering && now - since > LINGER_NANOS) {
            var _ = channel.close();
        }
    }
}
