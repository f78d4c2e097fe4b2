package dev.nano.operator.pod;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * JSON with every string cut to a length, and an end after so many bytes: texts of apps are in what pods tell, and whoever reads
 * them must not need the memory for them.
 */
final class CutStrings extends FilterInputStream {

    private static final int NO_ESCAPE = 0;
    private static final int AFTER_BACKSLASH = -1;
    private static final int HEX_DIGITS = 4;

    private final int longest;
    private final long most;
    private final long mostKept;
    private long read;
    private long handedOn;

    private boolean isInString;
    /** How many hexadecimal digits of an escape are to come, or one of the above. */
    private int escape = NO_ESCAPE;

    private int length;
    private boolean isCut;

    /**
     * @param longest how many bytes of a string are kept; a little more where they end inside a character
     * @param most how many bytes are read; what is longer fails
     * @param mostKept how many of them are handed on; what is more fails
     */
    CutStrings(InputStream in, int longest, long most, long mostKept) {
        super(in);
        this.longest = longest;
        this.most = most;
        this.mostKept = mostKept;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        int kept = 0;
        while (kept == 0) {
            int got = in.read(bytes, offset, count);
            if (got < 0) {
                return -1;
            }
            read += got;
            for (int i = offset; i < offset + got; i++) {
                if (keeps(bytes[i])) {
                    bytes[offset + kept++] = bytes[i];
                }
            }
            handedOn += kept;
            if (read > most || handedOn > mostKept) {
                throw new IOException("the response is too long (expected: at most " + most + " bytes, of them at most "
                        + mostKept + " without the ends of long texts)");
            }
        }
        return kept;
    }

    private boolean keeps(byte next) {
        if (!isInString) {
            if (next == '"') {
                isInString = true;
                length = 0;
                isCut = false;
            }
            return true;
        }
        boolean isWhole = escape == NO_ESCAPE && (next & 0xc0) != 0x80;
        if (isWhole && length >= longest) {
            isCut = true;
        }
        length++;
        if (escape == AFTER_BACKSLASH) {
            escape = next == 'u' ? HEX_DIGITS : NO_ESCAPE;
        } else if (escape > NO_ESCAPE) {
            escape--;
        } else if (next == '\\') {
            escape = AFTER_BACKSLASH;
        } else if (next == '"') {
            isInString = false;
            return true;
        }
        return !isCut;
    }

    @Override
    public long skip(long count) throws IOException {
        return in.skip(0);
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
