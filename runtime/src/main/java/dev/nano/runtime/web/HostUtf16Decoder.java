package dev.nano.runtime.web;

import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://encoding.spec.whatwg.org/#shared-utf-16-decoder">The shared UTF-16 decoder</a>, with its state between
 * chunks. (The engine's own loses its place at a byte order mark that is split over two chunks.)
 */
public final class HostUtf16Decoder {

    private static final int NONE = -1;
    private static final char REPLACEMENT = '\ufffd';

    private final boolean isBigEndian;
    private final boolean isFatal;
    private final boolean keepsMark;
    private int leadByte = NONE;
    private int leadSurrogate = NONE;
    private boolean isAtStart = true;

    HostUtf16Decoder(boolean isBigEndian, boolean isFatal, boolean keepsMark) {
        this.isBigEndian = isBigEndian;
        this.isFatal = isFatal;
        this.keepsMark = keepsMark;
    }

    /**
     * Decodes the next chunk.
     *
     * @param isMoreToCome false for the last one, after which the decoder starts anew
     * @return null when the decoder is fatal and the bytes are not valid
     */
    @HostAccess.Export
    public @Nullable String decode(Value buffer, int offset, int length, boolean isMoreToCome) {
        StringBuilder text = new StringBuilder(length / 2 + 1);
        boolean isValid = decode(Bytes.copy(buffer, offset, length), text);
        if (!isMoreToCome && isValid) {
            isValid = finish(text);
        }
        if (!isMoreToCome || !isValid) {
            leadByte = NONE;
            leadSurrogate = NONE;
            isAtStart = true;
        }
        return isValid ? text.toString() : null;
    }

    private boolean decode(byte[] bytes, StringBuilder text) {
        for (byte b : bytes) {
            if (leadByte == NONE) {
                leadByte = b & 0xff;
                continue;
            }
            char unit = (char) (isBigEndian ? leadByte << 8 | (b & 0xff) : (b & 0xff) << 8 | leadByte);
            leadByte = NONE;
            if (!unit(unit, text)) {
                return false;
            }
        }
        return true;
    }

    private boolean unit(char unit, StringBuilder text) {
        if (leadSurrogate != NONE) {
            char lead = (char) leadSurrogate;
            leadSurrogate = NONE;
            if (Character.isLowSurrogate(unit)) {
                text.append(lead).append(unit);
                return true;
            }
            if (!invalid(text)) {
                return false;
            }
        }
        boolean isMark = isAtStart && unit == '\ufeff' && !keepsMark;
        isAtStart = false;
        if (Character.isHighSurrogate(unit)) {
            leadSurrogate = unit;
        } else if (Character.isLowSurrogate(unit)) {
            return invalid(text);
        } else if (!isMark) {
            text.append(unit);
        }
        return true;
    }

    private boolean finish(StringBuilder text) {
        return (leadByte == NONE && leadSurrogate == NONE) || invalid(text);
    }

    private boolean invalid(StringBuilder text) {
        text.append(REPLACEMENT);
        return !isFatal;
    }
}
