package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;

/**
 * The chunked transfer encoding, read strictly: lax readings of chunk sizes and line ends have been used to smuggle
 * requests. Extensions and trailers are checked and dropped.
 */
final class ChunkedFraming implements Framing {
    private static final int MAX_SIZE_DIGITS = 8;
    private static final int MAX_LINE = 1024;
    private static final int MAX_TRAILER = 8 * 1024;

    private enum Expects {
        SIZE,
        DATA,
        DATA_END,
        TRAILER,
        NOTHING
    }

    private Expects expects = Expects.SIZE;
    private long remaining;
    private int trailerBytes;

    @Override
    public int available(ByteBuf in) throws BadRequest {
        while (true) {
            switch (expects) {
                case SIZE -> {
                    int end = lineEnd(in, MAX_LINE);
                    if (end < 0) {
                        return 0;
                    }
                    remaining = size(in, end);
                    in.readerIndex(end + 2);
                    expects = remaining == 0 ? Expects.TRAILER : Expects.DATA;
                }
                case DATA -> {
                    return (int) Math.min(remaining, in.readableBytes());
                }
                case DATA_END -> {
                    int there = Math.min(2, in.readableBytes());
                    int at = in.readerIndex();
                    if ((there > 0 && in.getByte(at) != '\r') || (there > 1 && in.getByte(at + 1) != '\n')) {
                        throw new BadRequest("chunk: longer than its size");
                    }
                    if (there < 2) {
                        return 0;
                    }
                    in.skipBytes(2);
                    expects = Expects.SIZE;
                }
                case TRAILER -> {
                    int end = lineEnd(in, MAX_TRAILER - trailerBytes);
                    if (end < 0) {
                        return 0;
                    }
                    int length = end - in.readerIndex();
                    trailerBytes += length + 2;
                    if (length > 0) {
                        checkTrailer(in, end);
                    } else {
                        expects = Expects.NOTHING;
                    }
                    in.readerIndex(end + 2);
                }
                case NOTHING -> {
                    return 0;
                }
            }
        }
    }

    @Override
    public void taken(int bytes) {
        remaining -= bytes;
        if (remaining == 0) {
            expects = Expects.DATA_END;
        }
    }

    @Override
    public boolean isComplete() {
        return expects == Expects.NOTHING;
    }

    @Override
    public long remaining() {
        return expects == Expects.DATA ? remaining : 0;
    }

    /** The index of the carriage return that ends the line, or -1. */
    private static int lineEnd(ByteBuf in, int limit) throws BadRequest {
        int start = in.readerIndex();
        int to = Math.min(in.writerIndex(), start + limit + 2);
        int feed = in.indexOf(start, to, (byte) '\n');
        if (feed < 0) {
            if (to - start > limit) {
                throw new BadRequest("chunk: a line that is too long");
            }
            return -1;
        }
        if (feed == start || in.getByte(feed - 1) != '\r') {
            throw new BadRequest("line end: a line feed alone (expected: carriage return and line feed)");
        }
        return feed - 1;
    }

    private static long size(ByteBuf in, int end) throws BadRequest {
        int start = in.readerIndex();
        long size = 0;
        int i = start;
        for (; i < end; i++) {
            int digit = Character.digit(in.getByte(i), 16);
            if (digit < 0) {
                break;
            }
            size = size * 16 + digit;
            if (i - start >= MAX_SIZE_DIGITS) {
                throw new BadRequest("chunk size: too large");
            }
        }
        if (i == start || (i < end && in.getByte(i) != ';')) {
            throw new BadRequest("chunk size: not a number (expected: hexadecimal digits)");
        }
        checkExtensions(in, i, end);
        return size;
    }

    /** Some read on behind the line end until the quotes are closed, and find other chunks there (CVE-2026-33870). */
    private static void checkExtensions(ByteBuf in, int from, int end) throws BadRequest {
        boolean quoted = false;
        boolean escaped = false;
        for (int i = from; i < end; i++) {
            byte b = in.getByte(i);
            if (!AnswerHead.isValueChar((char) (b & 0xff))) {
                throw new BadRequest("chunk extension: a control character");
            }
            quoted ^= b == '"' && !escaped;
            escaped = quoted && b == '\\' && !escaped;
        }
        if (quoted) {
            throw new BadRequest("chunk extension: quotes that are not closed");
        }
    }

    private static void checkTrailer(ByteBuf in, int end) throws BadRequest {
        int i = in.readerIndex();
        while (i < end && HeaderNames.isTokenChar(in.getByte(i) & 0xff)) {
            i++;
        }
        if (i == in.readerIndex() || i == end || in.getByte(i) != ':') {
            throw new BadRequest("trailer: not a name followed by a colon");
        }
        for (; i < end; i++) {
            if (!AnswerHead.isValueChar((char) (in.getByte(i) & 0xff))) {
                throw new BadRequest("trailer: a control character in a value");
            }
        }
    }
}
