package dev.nano.runtime.web;

import java.util.zip.DataFormatException;

/** Reads over the header of a gzip member (RFC 1952), which may be cut into chunks anywhere. */
final class GzipHeader {

    private static final int FIRST = 0x1f;
    private static final int SECOND = 0x8b;
    private static final int DEFLATE = 8;

    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private enum Part {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        DONE
    }

    private Part part = Part.FIXED;
    private int count;
    private int flags;
    private int extraLength;

    static boolean startsWith(byte b) {
        return b == FIRST;
    }

    /** @return whether this was the last byte of the header */
    boolean accept(byte b) throws DataFormatException {
        int value = b & 0xff;
        switch (part) {
            case FIXED -> fixed(value);
            case EXTRA_LENGTH -> {
                extraLength |= value << 8 * count;
                if (++count == 2) {
                    goOn(extraLength == 0 ? Part.NAME : Part.EXTRA);
                }
            }
            case EXTRA -> {
                if (++count == extraLength) {
                    goOn(Part.NAME);
                }
            }
            case NAME -> {
                if (value == 0) {
                    goOn(Part.COMMENT);
                }
            }
            case COMMENT -> {
                if (value == 0) {
                    goOn(Part.CHECKSUM);
                }
            }
            case CHECKSUM -> {
                if (++count == 2) {
                    goOn(Part.DONE);
                }
            }
            case DONE -> throw new IllegalStateException("the header has ended");
        }
        return part == Part.DONE;
    }

    private void fixed(int value) throws DataFormatException {
        boolean isRight = switch (count) {
            case 0 -> value == FIRST;
            case 1 -> value == SECOND;
            case 2 -> value == DEFLATE;
            default -> true;
        };
        if (!isRight) {
            throw new DataFormatException("not in the gzip format");
        }
        if (count == 3) {
            flags = value;
        }
        if (++count == 10) {
            goOn(Part.EXTRA_LENGTH);
        }
    }

    /** To {@code next}, or past it and what else the flags say is not there. */
    private void goOn(Part next) {
        count = 0;
        Part there = next;
        if (there == Part.EXTRA_LENGTH && (flags & HAS_EXTRA) == 0) {
            there = Part.NAME;
        }
        if (there == Part.NAME && (flags & HAS_NAME) == 0) {
            there = Part.COMMENT;
        }
        if (there == Part.COMMENT && (flags & HAS_COMMENT) == 0) {
            there = Part.CHECKSUM;
        }
        if (there == Part.CHECKSUM && (flags & HAS_CHECKSUM) == 0) {
            there = Part.DONE;
        }
        part = there;
    }
}
