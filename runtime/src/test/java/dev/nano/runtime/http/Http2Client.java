package dev.nano.runtime.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Speaks HTTP/2 with prior knowledge, frame by frame. */
final class Http2Client implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    record Answer(Http2Headers headers, String body) {
        int status() {
            return Integer.parseInt(headers.status().toString());
        }

        String header(String name) {
            CharSequence value = headers.get(name);
            return value == null ? "" : value.toString();
        }
    }

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;
    private final List<Stream> streams = new ArrayList<>();
    private final BlockingQueue<Long> goAways = new LinkedBlockingQueue<>();

    Http2Client(InetSocketAddress address) {
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .validateHeaders(false)
                                                .encoderIgnoreMaxHeaderListSize(true)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                                        new ChannelInboundHandlerAdapter() {
                                            @Override
                                            public void channelRead(ChannelHandlerContext ctx, Object frame) {
                                                if (frame instanceof Http2GoAwayFrame goAway) {
                                                    goAways.add(goAway.errorCode());
                                                }
                                                ReferenceCountUtil.release(frame);
                                            }

                                            @Override
                                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                                                // Shows in what the streams see.
                                            }
                                        });
                    }
                })
                .connect(address)
                .syncUninterruptibly()
                .channel();
    }

    static Http2Headers head(String method, String path) {
        return new DefaultHttp2Headers(false)
                .method(method)
                .path(path)
                .scheme("http")
                .authority("a.local");
    }

    Stream open(Http2Headers head, boolean end) {
        return new Stream(head, end, true);
    }

    Answer get(String path) throws Exception {
        return open(head("GET", path), true).read();
    }

    /** The error code of the next GOAWAY. */
    long goAway() throws InterruptedException {
        Long code = goAways.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (code == null) {
            throw new AssertionError("no GOAWAY");
        }
        return code;
    }

    boolean isClosed() {
        return channel.closeFuture().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void leave() {
        channel.close().syncUninterruptibly();
    }

    @Override
    public void close() {
        streams.forEach(Stream::startReading);
        channel.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        streams.forEach(Stream::release);
    }

    /** One request. */
    final class Stream {
        private final BlockingQueue<Object> frames = new LinkedBlockingQueue<>();
        private final Http2StreamChannel stream;

        /** @param reading whether data is taken as it comes, which opens the window again */
        Stream(Http2Headers head, boolean end, boolean reading) {
            stream = new Http2StreamChannelBootstrap(channel)
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object frame) {
                            frames.add(frame);
                        }

                        @Override
                        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                            frames.add(event);
                        }

                        @Override
                        public void channelInactive(ChannelHandlerContext ctx) {
                            frames.add("closed");
                        }

                        @Override
                        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                            frames.add(cause);
                        }
                    })
                    .open()
                    .syncUninterruptibly()
                    .getNow();
            streams.add(this);
            stream.config().setAutoRead(reading);
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, end));
        }

        Stream send(String text, boolean end) {
            return send(text.getBytes(StandardCharsets.UTF_8), end);
        }

        Stream send(byte[] bytes, boolean end) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end));
            return this;
        }

        void reset() {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }

        void startReading() {
            stream.config().setAutoRead(true);
        }

        /** Gives back what the test did not look at. */
        private void release() {
            frames.forEach(ReferenceCountUtil::release);
            frames.clear();
        }

        Object next() throws InterruptedException {
            Object frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("nothing came");
            }
            return frame;
        }

        /** The error code of the reset that ends this stream, whatever comes before it. */
        long readReset() throws InterruptedException {
            while (true) {
                Object frame = next();
                if (frame instanceof Http2ResetFrame reset) {
                    return reset.errorCode();
                }
                if (frame.equals("closed")) {
                    throw new AssertionError("closed without a reset");
                }
                ReferenceCountUtil.release(frame);
            }
        }

        /** The content of the DATA frame that comes next. */
        String readData() throws InterruptedException {
            Object frame = next();
            if (!(frame instanceof Http2DataFrame data)) {
                throw new AssertionError("no data: " + frame);
            }
            try {
                return data.content().toString(StandardCharsets.UTF_8);
            } finally {
                data.release();
            }
        }

        Http2Headers readHead() throws InterruptedException {
            Object frame = next();
            if (frame instanceof Http2HeadersFrame headers) {
                return headers.headers();
            }
            throw new AssertionError("no head: " + frame);
        }

        Answer read() throws Exception {
            Object first = next();
            if (!(first instanceof Http2HeadersFrame head)) {
                throw new AssertionError("no head: " + first);
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            boolean ended = head.isEndStream();
            while (!ended) {
                Object frame = next();
                if (!(frame instanceof Http2DataFrame data)) {
                    throw new AssertionError("cut off after " + body.size() + " bytes: " + frame);
                }
                body.writeBytes(ByteBufUtil.getBytes(data.content()));
                ended = data.isEndStream();
                data.release();
            }
            return new Answer(head.headers(), body.toString(StandardCharsets.UTF_8));
        }
    }
}
