package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.ResponseBody;
import java.util.concurrent.Executor;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/** The body of a streaming answer, written to by streams.js on the isolate's thread. */
public final class HostResponseBody {

    private final ResponseBody out;
    private final Exchange exchange;
    private final ContextScope loop;
    private final Executor turns;
    private final Hold hold;
    private boolean isEnded;
    /** The client has not taken nearly all of what was written, so that further bytes wait for it. */
    private boolean isFull;

    HostResponseBody(ResponseBody out, Exchange exchange, ContextScope loop, HeldBytes held) {
        this.out = out;
        this.exchange = exchange;
        this.loop = loop;
        this.turns = loop.forThisRequest();
        this.hold = new Hold(held);
        exchange.onOver(outcome -> hold.end());
    }

    /** Returns whether more may be written now. */
    @HostAccess.Export
    public boolean write(Value buffer, int offset, int length) {
        if (isEnded || length == 0) {
            return true;
        }
        // An app may write on although it should wait, and may write a lot at once.
        if ((isFull || length > Hold.SMALL) && !hold.take(length)) {
            exchange.fail(Failure.MEMORY_LIMIT, Hold.REFUSAL);
            return false;
        }
        isFull = !out.write(Bytes.copy(buffer, offset, length));
        if (!isFull) {
            hold.release();
        }
        return !isFull;
    }

    /** Calls {@code action} on the isolate's thread once more may be written. */
    @HostAccess.Export
    public void whenWritable(Value action) {
        Kept<Value> kept = loop.keep(action);
        out.onWritable(() -> {
            hold.release();
            turns.execute(() -> {
                isFull = false;
                ContextScope.callOnce(kept);
            });
        });
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
