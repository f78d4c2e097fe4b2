package dev.nano.operator.it;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Somebody who asks every runtime for a hostname all the time. */
final class Traffic implements AutoCloseable {

    private static final long PACE_NANOS = 2_000_000;

    private final List<Thread> askers = new ArrayList<>();
    /** Answers in order, without repetitions, errors by their status alone; one list for each runtime. */
    private final List<List<String>> answers = new ArrayList<>();

    private volatile boolean isOver;

    static Traffic to(String hostname, List<RuntimeProcess> runtimes) {
        var traffic = new Traffic();
        for (RuntimeProcess runtime : runtimes) {
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            traffic.answers.add(seen);
            traffic.askers.add(Thread.ofVirtual().start(() -> {
                while (!traffic.isOver) {
                    String whole = runtime.get(hostname);
                    // Each error has a request id of its own.
                    String answer = whole.matches("(?s)[1345].*") ? whole.substring(0, 3) : whole;
                    if (seen.isEmpty() || !seen.getLast().equals(answer)) {
                        seen.add(answer);
                    }
                    LockSupport.parkNanos(PACE_NANOS);
                }
            }));
        }
        return traffic;
    }

    /** Ends it. What each runtime answered, one after the other. */
    List<List<String>> end() {
        close();
        return answers;
    }

    @Override
    public void close() {
        isOver = true;
        for (Thread asker : askers) {
            try {
                asker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
