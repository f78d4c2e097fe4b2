package dev.nano.runtime.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Notices that a client takes nothing of what waits for it. */
final class WriteStall {
    private @Nullable Object lastMessage;
    private long lastPending;
    private long lastProgress;
    private long since;

    /** Whether bytes have been waiting for {@code limitNanos} without one of them leaving. */
    @SuppressWarnings("ReferenceEquality") // Is it still the very same message that is being written?
    boolean check(Channel channel, long now, long limitNanos) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (buffer == null || pending == 0) {
            lastPending = 0;
            lastMessage = null;
            return false;
        }
        Object message = buffer.current();
        long progress = buffer.currentProgress();
        if (pending != lastPending || message != lastMessage || progress != lastProgress) {
            lastPending = pending;
            lastMessage = message;
            lastProgress = progress;
            since = now;
            return false;
        }
        return now - since > limitNanos;
    }
}
