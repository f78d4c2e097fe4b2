package dev.nano.runtime.http;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The event loops that all listeners of a process share: epoll where there is one, NIO elsewhere. */
public final class HttpThreads implements AutoCloseable {
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final Map<EventExecutor, LoopState> states = new HashMap<>();

    private HttpThreads(EventLoopGroup group, int loops, Class<? extends ServerChannel> serverChannel) {
        this.group = group;
        this.serverChannel = serverChannel;
        int number = 0;
        for (EventExecutor loop : group) {
            states.put(loop, new LoopState((EventLoop) loop, number++, loops));
        }
    }

    /** Half of the cores, because JavaScript needs the rest. */
    public static int defaultCount() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** @param count number of event loops, 1 or more */
    public static HttpThreads start(int count) {
        return Epoll.isAvailable()
                ? start(count, EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
                : startNio(count);
    }

    static HttpThreads startNio(int count) {
        return start(count, NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    private static HttpThreads start(
            int count, IoHandlerFactory factory, Class<? extends ServerChannel> serverChannel) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: 1 or more)");
        }
        return new HttpThreads(new EventLoops(count, factory), count, serverChannel);
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    LoopState of(EventLoop loop) {
        LoopState state = states.get(loop);
        if (state == null) {
            throw new IllegalArgumentException("loop: " + loop + " (expected: one of these threads)");
        }
        return state;
    }

    Iterable<LoopState> states() {
        return states.values();
    }

    /** Ends the threads; waits up to two seconds for them. Close the listeners first. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
