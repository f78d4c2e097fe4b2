package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls every builtin that can be reached from the global object, in six ways, with values that claim to have no end. A call
 * that uses more than a little processor time is cancelled, as the watchdog would do; its thread must then return.
 */
class BuiltinLoopsTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STACK_BYTES = 4L << 20;
    private static final Source SCRIPT = script();

    private final JsEngine engine = new JsEngine();

    @AfterEach
    void close() {
        engine.close();
    }

    private static Source script() {
        try (InputStream in = BuiltinLoopsTest.class.getResourceAsStream("builtin-loops.js")) {
            return Source.newBuilder("js", new String(in.readAllBytes(), StandardCharsets.UTF_8), "builtin-loops.js")
                    .buildLiteral();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"holes", "like an array", "endless iterator"})
    void everyBuiltinCanBeCancelled(String kind) throws Exception {
        Set<String> cut = new TreeSet<>();
        List<String> late = new ArrayList<>();
        int next = 0;
        do {
            var calls = new Calls(kind, next, cut);
            next = calls.runUntilCut();
            if (calls.isLate) {
                late.add(calls.described());
            }
        } while (next >= 0);

        assertThat(cut).as("calls that have no end").isNotEmpty();
        assertThat(late).as("calls that went on after they had been cancelled").isEmpty();
    }

    /** Calls on a thread of their own, one after the other, until one of them has to be cut. */
    private final class Calls {

        private final String kind;
        private final int from;
        private final Set<String> cut;

        private volatile JsEngine.@Nullable JsContext js;
        /** The call that is made, -1 when all have been. */
        private volatile int at;
        /** Processor time of the thread when the call began, 0 before the first. */
        private volatile long begunNanos;

        private volatile String function = "";
        private volatile String call = "";
        private volatile @Nullable Throwable problem;
        private boolean isLate;
        private String where = "";

        Calls(String kind, int from, Set<String> cut) {
            this.kind = kind;
            this.from = from;
            this.cut = cut;
        }

        /** @return the number of the call after the one that was cut, or -1 when all have been made */
        int runUntilCut() throws InterruptedException {
            Thread thread = new Thread(null, this::run, "calls", STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
            boolean isCut = false;
            long cutAt = 0;
            while (!thread.join(Duration.ofMillis(1))) {
                if (!isCut && isLong(thread)) {
                    isCut = true;
                    cutAt = System.nanoTime();
                    Thread.ofVirtual().start(() -> js.context().close(true));
                } else if (isCut && System.nanoTime() - cutAt > PATIENCE_NANOS) {
                    isLate = true;
                    where = List.of(thread.getStackTrace()).toString();
                    break;
                }
            }
            if (problem != null && !isCut) {
                throw new IllegalStateException(described(), problem);
            }
            if (at >= 0) {
                cut.add(function);
                return at + 1;
            }
            return -1;
        }

        private boolean isLong(Thread thread) {
            long begun = begunNanos;
            return begun > 0 && THREADS.getThreadCpuTime(thread.threadId()) - begun > CALL_NANOS;
        }

        String described() {
            return function + " with " + kind + ", called as " + call + " " + where;
        }

        private void run() {
            JsEngine.JsContext made = engine.newContext(AppCode.files(Map.of()));
            js = made;
            made.context().enter();
            try {
                Value script = made.context().eval(SCRIPT);
                script.invokeMember("make", kind);
                Value functions = script.getMember("functions");
                Value calls = script.getMember("calls");
                int perFunction = (int) calls.getArraySize();
                int end = (int) functions.getArraySize() * perFunction;
                for (int next = from; next < end; next++) {
                    function = functions.getArrayElement(next / perFunction).asString();
                    call = calls.getArrayElement(next % perFunction).asString();
                    if (!cut.contains(function)) {
                        at = next;
                        begunNanos = THREADS.getCurrentThreadCpuTime();
                        script.invokeMember("call", next / perFunction, call);
                    }
                }
                begunNanos = 0;
                at = -1;
            } catch (PolyglotException | OutOfMemoryError e) {
                problem = e;
            } finally {
                // Closing waits for the threads in the context.
                made.context().leave();
                made.context().close(true);
            }
        }
    }
}
