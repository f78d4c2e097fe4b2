package dev.nano.runtime.web;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads from a buffer. */
record TestFileChannel(ByteBuffer content) implements SeekableByteChannel {

    @Override
    public int read(ByteBuffer target) {
        if (!content.hasRemaining()) {
            return -1;
        }
        int count = Math.min(content.remaining(), target.remaining());
        target.put(content.slice().limit(count));
        content.position(content.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        return content.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
        content.position((int) position);
        return this;
    }

    @Override
    public long size() {
        return content.limit();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
