package dev.nano.runtime.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which of several changes to one host decides when they run at the same time: the one that began last, whichever ends
 * last. A reload is no wish of its own, only a fresh look at what was declared: it gives way to any other change.
 */
final class Turns {

    private final AtomicLong tickets = new AtomicLong();
    private final Map<String, Turn> byHost = new ConcurrentHashMap<>();

    /**
     * @param newest ticket of the change that decides
     * @param running changes that have begun and not ended; until then a late one could still win
     */
    private record Turn(long newest, int running) {}

    /** A ticket for a set of changes. */
    long take() {
        return tickets.incrementAndGet();
    }

    /** Each {@code begin} needs its {@link #end}. */
    void begin(AppChange change, long ticket) {
        boolean givesWay = change instanceof AppChange.Reload;
        byHost.merge(
                change.host(),
                new Turn(ticket, 1),
                (turn, mine) -> new Turn(givesWay ? turn.newest() : ticket, turn.running() + 1));
    }

    /** Whether another change to the same host decides. */
    boolean isOvertaken(AppChange change, long ticket) {
        Turn turn = byHost.get(change.host());
        return turn != null && turn.newest() != ticket;
    }

    void end(AppChange change) {
        byHost.computeIfPresent(
                change.host(),
                (host, turn) -> turn.running() == 1 ? null : new Turn(turn.newest(), turn.running() - 1));
    }
}
