package dev.nano.runtime.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks {@code gzip} and {@code deflate} chunk by chunk as it is asked to: a few kilobytes can unpack to a thousand times
 * as much, which must not be in memory at once. Holds memory outside of the heap between the first {@link #next} and {@link
 * #close}. Not safe for use by several threads at a time.
 *
 * <p>As browsers do, it takes what is there of data that ends too early, and ignores what follows the end.
 */
final class Unpacker {

    /** The most that one {@link #next} gives. */
    static final int CHUNK_BYTES = 32_768;

    private static final byte[] NO_BYTES = {};
    private static final int TRAILER_BYTES = 8;

    private enum Stage {
        START,
        GZIP_HEADER,
        DATA,
        GZIP_TRAILER,
        DONE
    }

    private final boolean isGzip;
    private final CRC32 checksum = new CRC32();
    private Stage stage = Stage.START;
    private byte[] packed = NO_BYTES;
    private int at;
    private @Nullable Inflater inflater;
    private GzipHeader header = new GzipHeader();
    private boolean isFurther;
    private long trailer;
    private int trailerBytes;

    private Unpacker(boolean isGzip) {
        this.isGzip = isGzip;
    }

    /** @return null when the {@code content-encoding} is none that is known here */
    static @Nullable Unpacker of(String contentEncoding) {
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new Unpacker(true);
            case "deflate" -> new Unpacker(false);
            default -> null;
        };
    }

    /** Gives more of the packed data; only after {@link #next} has asked for it. */
    void feed(byte[] bytes) {
        packed = bytes;
        at = 0;
        if (stage == Stage.DATA && inflater != null) {
            inflater.setInput(bytes);
        }
    }

    /**
     * The next chunk.
     *
     * @return null when more has to be {@link #feed fed} first
     */
    byte @Nullable [] next() throws DataFormatException {
        while (stage == Stage.DATA || at < packed.length) {
            switch (stage) {
                case START -> start();
                case GZIP_HEADER -> readHeader();
                case DATA -> {
                    byte[] chunk = inflate();
                    if (chunk != null || stage == Stage.DATA) {
                        return chunk;
                    }
                }
                case GZIP_TRAILER -> readTrailer();
                case DONE -> at = packed.length;
            }
        }
        return null;
    }

    private void start() {
        if (isGzip) {
            // What follows a member and is no further one is ignored.
            stage = isFurther && !GzipHeader.startsWith(packed[at]) ? Stage.DONE : Stage.GZIP_HEADER;
            header = new GzipHeader();
        } else {
            // The standard wants the format of zlib; some servers send the bare data.
            startData((packed[at] & 0x0f) != 8);
        }
    }

    private void readHeader() throws DataFormatException {
        if (header.accept(packed[at++])) {
            startData(true);
        }
    }

    private void startData(boolean isBare) {
        close();
        Inflater fresh = new Inflater(isBare);
        fresh.setInput(packed, at, packed.length - at);
        inflater = fresh;
        checksum.reset();
        stage = Stage.DATA;
    }

    private byte @Nullable [] inflate() throws DataFormatException {
        Inflater current = inflater;
        if (current == null) {
            return null; // closed
        }
        byte[] chunk = new byte[CHUNK_BYTES];
        int length = current.inflate(chunk);
        if (length > 0) {
            if (isGzip) {
                checksum.update(chunk, 0, length);
            }
            return length == chunk.length ? chunk : Arrays.copyOf(chunk, length);
        }
        if (current.needsDictionary()) {
            throw new DataFormatException("a dictionary is needed");
        }
        if (current.finished()) {
            at = packed.length - current.getRemaining();
            trailer = 0;
            trailerBytes = 0;
            stage = isGzip ? Stage.GZIP_TRAILER : Stage.DONE;
        }
        return null;
    }

    private void readTrailer() throws DataFormatException {
        trailer |= (packed[at++] & 0xffL) << 8 * trailerBytes;
        if (++trailerBytes == TRAILER_BYTES) {
            if ((trailer & 0xffff_ffffL) != checksum.getValue()) {
                throw new DataFormatException("the checksum differs");
            }
            isFurther = true;
            stage = Stage.START;
        }
    }

    void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
