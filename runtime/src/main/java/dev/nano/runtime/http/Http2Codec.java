package dev.nano.runtime.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DecoratingHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DecoratingHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/** Netty's codec with two rules more: nothing follows a reset, and control frames are counted. */
final class Http2Codec extends Http2FrameCodecBuilder {
    private final int maxControlFrames;

    /** @param maxControlFrames for each second; see {@link ConnectionLimits#maxControlFrames} */
    Http2Codec(int maxControlFrames) {
        this.maxControlFrames = maxControlFrames;
        server(true);
        // As Netty's own server builder does.
        gracefulShutdownTimeoutMillis(0);
    }

    @Override
    protected Http2FrameCodec build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return super.build(new CountingDecoder(decoder), new ClosingEncoder(encoder), settings);
    }

    private final class CountingDecoder extends DecoratingHttp2ConnectionDecoder {
        CountingDecoder(Http2ConnectionDecoder decoder) {
            super(decoder);
        }

        @Override
        public void frameListener(Http2FrameListener listener) {
            super.frameListener(new ControlFrameLimit(listener, maxControlFrames));
        }
    }

    /**
     * Netty closes a stream when its reset has left, and until then flushes DATA that waits for the client's window. Closed
     * before the reset is written, the stream drops that DATA.
     */
    private static final class ClosingEncoder extends DecoratingHttp2ConnectionEncoder {
        private final Http2FrameWriter writer;

        ClosingEncoder(Http2ConnectionEncoder encoder) {
            super(encoder);
            writer = new DecoratingHttp2FrameWriter(encoder.frameWriter()) {
                @Override
                public ChannelFuture writeRstStream(
                        ChannelHandlerContext ctx, int streamId, long errorCode, ChannelPromise promise) {
                    Http2Stream stream = connection().stream(streamId);
                    if (stream != null) {
                        stream.close();
                    }
                    return super.writeRstStream(ctx, streamId, errorCode, promise);
                }
            };
        }

        @Override
        public Http2FrameWriter frameWriter() {
            return writer;
        }
    }
}
