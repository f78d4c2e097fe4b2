package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;

/** A body that is there already. */
final class BytesBody implements RequestBody {

    private final byte[] bytes;
    private boolean isRead;

    BytesBody(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long announcedLength() {
        return bytes.length;
    }

    @Override
    public void read(Reader reader) {
        if (isRead || bytes.length == 0) {
            reader.end();
        } else {
            isRead = true;
            reader.chunk(bytes);
        }
    }

    @Override
    public void discard() {
        isRead = true;
    }
}
