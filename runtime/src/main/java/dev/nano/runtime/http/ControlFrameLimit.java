package dev.nano.runtime.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;

/** Sends a client away that keeps the event loop busy with frames that carry no request. Resets are counted by Netty. */
final class ControlFrameLimit extends Http2FrameListenerDecorator {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A fast download needs many of them, and each costs little: so many count as one other frame. */
    private static final int WINDOW_UPDATES = 20;

    private final int perSecond;
    private long second = System.nanoTime();
    private long cost;

    ControlFrameLimit(Http2FrameListener listener, int perSecond) {
        super(listener);
        this.perSecond = perSecond;
    }

    private void count(int weight) throws Http2Exception {
        long now = System.nanoTime();
        if (now - second > SECOND) {
            second = now;
            cost = 0;
        }
        cost += weight;
        if (cost > (long) perSecond * WINDOW_UPDATES) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "http.max_control_frames: more than %d in a second", perSecond);
        }
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive)
            throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onPriorityRead(ctx, streamId, streamDependency, weight, exclusive);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onSettingsAckRead(ctx);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onPingAckRead(ctx, data);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int lastStreamId, long errorCode, ByteBuf debugData)
            throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onGoAwayRead(ctx, lastStreamId, errorCode, debugData);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int windowSizeIncrement)
            throws Http2Exception {
        count(1);
        super.onWindowUpdateRead(ctx, streamId, windowSizeIncrement);
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        count(WINDOW_UPDATES);
        super.onUnknownFrame(ctx, frameType, streamId, flags, payload);
    }
}
