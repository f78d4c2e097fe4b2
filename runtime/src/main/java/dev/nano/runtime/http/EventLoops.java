package dev.nano.runtime.http;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;

/**
 * Event loops that outlive a full heap. Netty's own end with the first {@link OutOfMemoryError} that is thrown outside of
 * a channel's pipeline, and with them every connection that they have and every request that waits for an answer.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {

    EventLoops(int count, IoHandlerFactory factory) {
        super(count, new DefaultThreadFactory("http"), factory);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory, Object... arguments) {
        return new Loop(this, executor, factory);
    }

    private static final class Loop extends SingleThreadIoEventLoop {

        Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory factory) {
            super(group, executor, factory);
        }

        // Nothing is logged here: that would take memory. Whoever fills the heap is ended, and that is logged.

        @Override
        protected int runIo() {
            try {
                return super.runIo();
            } catch (OutOfMemoryError e) {
                return 0;
            }
        }

        @Override
        protected boolean runAllTasks(long timeoutNanos) {
            try {
                return super.runAllTasks(timeoutNanos);
            } catch (OutOfMemoryError e) {
                return true;
            }
        }
    }
}
