package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;

/** A body of {@code content-length}. */
final class LengthFraming implements Framing {
    private long remaining;

    LengthFraming(long length) {
        this.remaining = length;
    }

    @Override
    public int available(ByteBuf in) {
        return (int) Math.min(remaining, in.readableBytes());
    }

    @Override
    public void taken(int bytes) {
        remaining -= bytes;
    }

    @Override
    public boolean isComplete() {
        return remaining == 0;
    }

    @Override
    public long remaining() {
        return remaining;
    }
}
