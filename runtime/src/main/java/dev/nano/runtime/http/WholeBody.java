package dev.nano.runtime.http;

import dev.nano.runtime.exchange.RequestBody;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body that arrived together with its head, or is empty: most of them. */
final class WholeBody implements RequestBody {
    static final RequestBody EMPTY = new WholeBody(new byte[0]);

    private final byte[] bytes;
    private final AtomicBoolean taken = new AtomicBoolean();

    WholeBody(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public long announcedLength() {
        return bytes.length;
    }

    @Override
    public byte[] whole() {
        return bytes;
    }

    @Override
    public void read(Reader reader) {
        if (bytes.length > 0 && taken.compareAndSet(false, true)) {
            reader.chunk(bytes);
        } else {
            reader.end();
        }
    }

    @Override
    public void discard() {
        taken.set(true);
    }
}
