package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.ResponseBody;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/** The body of a streaming answer, written to by streams.js on the isolate's thread. */
public final class HostResponseBody {

    private final ResponseBody out;
    private final Exchange exchange;
    private final EventLoop loop;
    private boolean isEnded;

    HostResponseBody(ResponseBody out, Exchange exchange, EventLoop loop) {
        this.out = out;
        this.exchange = exchange;
        this.loop = loop;
    }

    /** Returns whether more may be written now. */
    @HostAccess.Export
    public boolean write(Value buffer, int offset, int length) {
        byte[] bytes = Bytes.copy(buffer, offset, length);
        return isEnded || bytes.length == 0 || out.write(bytes);
    }

    /** Calls {@code action} on the isolate's thread once more may be written. */
    @HostAccess.Export
    public void whenWritable(Value action) {
        out.onWritable(() -> loop.execute(() -> GuestCalls.call(action)));
    }

    /** Whether nobody will get what is written any more. */
    @HostAccess.Export
    public boolean isOver() {
        return exchange.isOver();
    }

    @HostAccess.Export
    public void end() {
        if (!isEnded) {
            isEnded = true;
            out.end();
        }
    }

    @HostAccess.Export
    public void abort() {
        if (!isEnded) {
            isEnded = true;
            out.abort();
        }
    }
}
