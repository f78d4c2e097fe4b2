package dev.nano.operator.pod;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Hostnames at which something may have to be done, in order, each with one call at a time: what is added while its call is under
 * way waits for the answer. Not safe for use by several threads.
 */
final class WorkQueue {

    private final Set<String> waiting = new LinkedHashSet<>();
    private final Set<String> underWay = new HashSet<>();

    void add(String hostname) {
        waiting.add(hostname);
    }

    /** There is nothing to be done there now. */
    void drop(String hostname) {
        waiting.remove(hostname);
    }

    /** A call for it is made. */
    void begin(String hostname) {
        underWay.add(hostname);
    }

    /** Its call is over; what is wanted may have changed meanwhile. */
    void end(String hostname) {
        underWay.remove(hostname);
        waiting.add(hostname);
    }

    /** Those that wait and have no call under way, as they are now. */
    List<String> due() {
        return waiting.stream().filter(hostname -> !underWay.contains(hostname)).toList();
    }

    /** As they are now. */
    Set<String> waiting() {
        return Set.copyOf(waiting);
    }

    /** As they are now. */
    Set<String> underWay() {
        return Set.copyOf(underWay);
    }

    /** How many calls are under way. */
    int calls() {
        return underWay.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && underWay.isEmpty();
    }

    /** How many hostnames wait or have a call under way; one may do both. */
    int size() {
        return waiting.size() + underWay.size();
    }
}
