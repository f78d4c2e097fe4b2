package dev.nano.runtime.outbound;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.ChannelOperations;

/**
 * Keeps the exchanges of one connection apart: one response for each request, and a connection that is used again only when
 * the last response ended exactly where it said. Interim responses are skipped. What a server sends too much, too early or
 * while nothing was asked ends the connection; it never becomes the response to a later request.
 */
final class Conversation extends ChannelDuplexHandler {

    private static final int MAX_INTERIM_RESPONSES = 20;
    private static final int MAX_HEADERS = 1_000;
    /** Long enough that the loop looks at the socket once more before the connection is free for the next request. */
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private enum State {
        IDLE,
        /** A request is being sent, no final head has arrived. */
        ASKED,
        ANSWERING,
        /** The response is complete; what follows it now is too much. */
        ENDING,
        BROKEN
    }

    private final UpstreamCodec codec;
    private State state = State.IDLE;
    private boolean isSent;
    private int interim;
    private boolean isInterim;
    private boolean isReusable;
    /** Nothing has been handed on since the last read. */
    private boolean hasSwallowed;

    private @Nullable LastHttpContent end;

    Conversation(UpstreamCodec codec) {
        this.codec = codec;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            state = state == State.IDLE ? State.ASKED : State.BROKEN;
            isSent = false;
            interim = 0;
            isInterim = false;
            isReusable = true;
            codec.requestBegins(request.method().equals(HttpMethod.HEAD));
        }
        if (state == State.BROKEN) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new UpstreamViolation("ECONNRESET", "the connection is being closed"));
            return;
        }
        if (message instanceof LastHttpContent) {
            ChannelPromise sent = promise.unvoid();
            sent.addListener(future -> isSent = future.isSuccess());
            ctx.write(message, sent);
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
            tooMuch(ctx);
            return;
        }
        switch (state) {
            case IDLE, ENDING, BROKEN -> {
                ReferenceCountUtil.release(message);
                tooMuch(ctx);
            }
            case ASKED, ANSWERING -> {
                String violation = violation(object);
                if (violation != null) {
                    ReferenceCountUtil.release(message);
                    fail(ctx, object, violation);
                } else if (!isSkipped(object)) {
                    handOn(ctx, object);
                } else {
                    ReferenceCountUtil.release(message);
                }
            }
        }
    }

    private static void closeQuietly(ChannelHandlerContext ctx) {
        var _ = ctx.close();
    }

    private void tooMuch(ChannelHandlerContext ctx) {
        if (state == State.ENDING) {
            isReusable = false;
        } else if (state != State.BROKEN) {
            state = State.BROKEN;
            closeQuietly(ctx);
        }
    }

    private void fail(ChannelHandlerContext ctx, HttpObject object, String violation) {
        Throwable cause = object.decoderResult().cause();
        String code = cause instanceof TooLongFrameException ? "UND_ERR_HEADERS_OVERFLOW" : "UND_ERR_RESPONSE";
        state = State.BROKEN;
        doNotReuse(ctx);
        ctx.fireExceptionCaught(new UpstreamViolation(code, violation));
        closeQuietly(ctx);
    }

    private @Nullable String violation(HttpObject object) {
        DecoderResult result = object.decoderResult();
        if (result.isFailure()) {
            return result.cause() instanceof TooLongFrameException
                    ? "a line or the headers of the response are too long"
                    : "the response is not valid HTTP";
        }
        if (!(object instanceof HttpResponse response)) {
            return null;
        }
        if (state == State.ANSWERING) {
            return "the server sent a second head before the body of its response was complete";
        }
        int status = response.status().code();
        if (status == 101) {
            return "the server switched protocols (101), which nobody had asked for";
        }
        if (status < 200 && ++interim > MAX_INTERIM_RESPONSES) {
            return "the server sent more than " + MAX_INTERIM_RESPONSES + " interim responses";
        }
        return response.headers().size() > MAX_HEADERS
                ? "the response has more than " + MAX_HEADERS + " headers"
                : null;
    }

    /** Whether it belongs to an interim response. */
    private boolean isSkipped(HttpObject object) {
        if (object instanceof HttpResponse response && response.status().code() < 200) {
            isInterim = true;
            hasSwallowed = true;
            return true;
        }
        if (!isInterim) {
            return false;
        }
        isInterim = !(object instanceof LastHttpContent);
        return true;
    }

    private void handOn(ChannelHandlerContext ctx, HttpObject object) {
        if (object instanceof HttpResponse response) {
            state = State.ANSWERING;
            isReusable = isSent && isExact(response);
        }
        if (object instanceof LastHttpContent last) {
            state = State.ENDING;
            end = last;
        } else {
            hasSwallowed = false;
            ctx.fireChannelRead(object);
        }
    }

    /** Whether there is no doubt about where the response ends. */
    private boolean isExact(HttpResponse response) {
        HttpHeaders headers = response.headers();
        if (!response.protocolVersion().equals(HttpVersion.HTTP_1_1) || codec.isAmbiguous()) {
            return false;
        }
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return encodings.isEmpty()
                ? lengths.size() <= 1
                : lengths.isEmpty()
                        && encodings.size() == 1
                        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                                encodings.getFirst().strip());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (state == State.ENDING) {
            // Twice, because the first one is still run before the loop looks at the sockets.
            ctx.executor().execute(() -> {
                var _ = ctx.executor().schedule(() -> complete(ctx), REST_NANOS, TimeUnit.NANOSECONDS);
            });
            ctx.read();
        } else if (hasSwallowed && state == State.ASKED) {
            hasSwallowed = false;
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        complete(ctx);
        state = State.BROKEN;
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ReferenceCountUtil.release(end);
        end = null;
    }

    private void complete(ChannelHandlerContext ctx) {
        LastHttpContent last = end;
        if (last == null) {
            return;
        }
        end = null;
        boolean isFree =
                isReusable && isSent && !codec.hasLeftover() && ctx.channel().isActive();
        if (!isFree) {
            doNotReuse(ctx);
        }
        state = isFree ? State.IDLE : State.BROKEN;
        ctx.fireChannelRead(last);
        if (!isFree) {
            closeQuietly(ctx);
        }
    }

    private static void doNotReuse(ChannelHandlerContext ctx) {
        ChannelOperations<?, ?> operations = ChannelOperations.get(ctx.channel());
        if (operations != null) {
            operations.markPersistent(false);
        }
    }
}
