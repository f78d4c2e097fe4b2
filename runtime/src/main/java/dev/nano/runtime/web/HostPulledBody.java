package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import java.util.concurrent.Executor;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A body that JavaScript makes, chunk by chunk as it is asked to: {@code pull} is called on the isolate's thread and answers
 * with one call of {@link #chunk}, {@link #end} or {@link #fail}.
 */
public final class HostPulledBody implements RequestBody {

    private final Executor turns;
    private final Kept<Value> pull;
    private final Kept<Value> cancel;
    private @Nullable Reader reader;
    private boolean isOver;

    HostPulledBody(ContextScope loop, Value pull, Value cancel) {
        this.turns = loop.forThisRequest();
        this.pull = loop.keep(pull);
        this.cancel = loop.keep(cancel);
    }

    @HostAccess.Export
    public void chunk(Value buffer, int offset, int length) {
        Reader waiting = takeReader();
        if (waiting != null) {
            byte[] bytes = Bytes.copy(buffer, offset, length);
            if (bytes.length == 0) {
                read(waiting);
            } else {
                waiting.chunk(bytes);
            }
        }
    }

    @HostAccess.Export
    public void end() {
        isOver = true;
        forget();
        Reader waiting = takeReader();
        if (waiting != null) {
            waiting.end();
        }
    }

    @HostAccess.Export
    public void fail(String reason) {
        isOver = true;
        forget();
        Reader waiting = takeReader();
        if (waiting != null) {
            waiting.failed(reason);
        }
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long announcedLength() {
        return -1;
    }

    @Override
    public void read(Reader next) {
        synchronized (this) {
            reader = next;
        }
        turns.execute(() -> ContextScope.call(pull));
    }

    @Override
    public void discard() {
        turns.execute(() -> {
            if (!isOver) {
                isOver = true;
                ContextScope.callOnce(cancel);
                pull.take();
            }
        });
    }

    private void forget() {
        pull.take();
        cancel.take();
    }

    private synchronized @Nullable Reader takeReader() {
        Reader waiting = reader;
        reader = null;
        return waiting;
    }
}
