package dev.nano.runtime.web;

import org.graalvm.polyglot.Value;

/** Bytes of a JavaScript ArrayBuffer. */
final class Bytes {

    private Bytes() {}

    /**
     * Copies a part of an ArrayBuffer in one step.
     *
     * @throws IllegalArgumentException when {@code buffer} is no ArrayBuffer or the part is not within it
     */
    static byte[] copy(Value buffer, int offset, int length) {
        if (!buffer.hasBufferElements()) {
            throw new IllegalArgumentException("buffer: not an ArrayBuffer");
        }
        if (offset < 0 || length < 0 || offset + (long) length > buffer.getBufferSize()) {
            throw new IllegalArgumentException("buffer: the part is not within it");
        }
        byte[] bytes = new byte[length];
        if (length > 0) {
            buffer.readBuffer(offset, bytes, 0, length);
        }
        return bytes;
    }
}
