package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What has been received and not yet understood. Beyond a window, bytes stay in the socket, and its client has to wait.
 * Event loop only.
 */
final class Http1Input {
    private static final int WINDOW = 64 * 1024;

    private final Channel channel;
    private final int window;
    private @Nullable ByteBuf bytes;
    private boolean reading = true;

    /** @param headBytes how large a request head may be; the window is never smaller */
    Http1Input(Channel channel, int headBytes) {
        this.channel = channel;
        this.window = Math.max(WINDOW, headBytes + 1024);
    }

    boolean isEmpty() {
        return bytes == null;
    }

    void append(ByteBuf more) {
        bytes = bytes == null ? more : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(channel.alloc(), bytes, more);
    }

    /** Takes a request head, or nothing and returns null when there is none yet. */
    @Nullable
    RequestHead takeHead(RequestHeadParser parser, HttpLimits limits) throws BadRequest {
        return bytes == null ? null : parser.parse(bytes, limits);
    }

    /** Takes {@code length} bytes, or nothing and returns null when they are not there yet, or too many for the window. */
    byte @Nullable [] take(long length) {
        if (bytes == null || length > bytes.readableBytes()) {
            return null;
        }
        byte[] taken = new byte[(int) length];
        bytes.readBytes(taken);
        return taken;
    }

    /** For those who take bytes away from its start. */
    ByteBuf bytes() {
        return bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
    }

    /** To be called after taking: gives memory back, and reads on or not. */
    void settle(boolean wanted) {
        if (bytes != null && !bytes.isReadable()) {
            clear();
        }
        boolean read = wanted && (bytes == null || bytes.readableBytes() < window);
        if (read != reading) {
            reading = read;
            channel.config().setAutoRead(read);
        }
    }

    void clear() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
