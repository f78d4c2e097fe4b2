package dev.nano.runtime.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body that is collected as a whole, in one array that grows; what it takes counts against the memory of the app. One thread
 * at a time.
 */
final class CollectedBody {

    private static final byte[] NO_BYTES = {};

    private final Hold hold;
    private final long maxBytes;
    private byte[] buffer = NO_BYTES;
    private int length;
    private int held;

    /** @param maxBytes how long it may become, which is for the caller to look after */
    CollectedBody(Hold hold, long maxBytes) {
        this.hold = hold;
        this.maxBytes = maxBytes;
    }

    boolean hasRoomFor(byte[] chunk) {
        return length + (long) chunk.length <= maxBytes;
    }

    /** Returns false when the app would hold too much. */
    boolean append(byte[] chunk) {
        if (length == 0) {
            buffer = chunk;
        } else {
            if (length + chunk.length > buffer.length && !grow(length + (long) chunk.length)) {
                return false;
            }
            System.arraycopy(chunk, 0, buffer, length, chunk.length);
        }
        length += chunk.length;
        return true;
    }

    private boolean grow(long least) {
        int wanted = (int) Math.min(Math.max(least, Math.min(buffer.length * 2L, maxBytes)), Integer.MAX_VALUE - 16);
        if (wanted > Hold.SMALL && !hold.take(wanted - held)) {
            return false;
        }
        held = wanted > Hold.SMALL ? wanted : 0;
        buffer = Arrays.copyOf(buffer, wanted);
        return true;
    }

    byte[] bytes() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    /** As UTF-8, without the mark that it may begin with. */
    String text() {
        int start = startsWithMark() ? 3 : 0;
        return new String(buffer, start, length - start, StandardCharsets.UTF_8);
    }

    private boolean startsWithMark() {
        return length >= 3 && buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf;
    }

    /** Forgets the bytes; nothing more may be appended. */
    void clear() {
        buffer = NO_BYTES;
    }
}
