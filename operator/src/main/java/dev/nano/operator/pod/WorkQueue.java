package dev.nano.operator.pod;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hostnames at which something may have to be done, each with one call at a time: what is added while its call is under way waits
 * for the answer. Namespaces take turns, whatever the number of their hostnames, and calls of one that hang hold up no other:
 * there is a call more for a namespace that has none. Not safe for use by several threads.
 */
final class WorkQueue {

    /** So many times the usual number of calls there may be when each is of another namespace. */
    private static final int NAMESPACES = 4;

    /** By namespace, in the order of their turns. */
    private final Map<String, Set<String>> waiting = new LinkedHashMap<>();

    private final Map<String, String> namespaces = new HashMap<>();
    private final Map<String, String> underWay = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();

    void add(String hostname, String namespace) {
        String before = namespaces.put(hostname, namespace);
        if (before != null && !before.equals(namespace)) {
            leave(hostname, before);
        }
        waiting.computeIfAbsent(namespace, _ -> new LinkedHashSet<>()).add(hostname);
    }

    /** There is nothing to be done there now. */
    void drop(String hostname) {
        String namespace = namespaces.remove(hostname);
        if (namespace != null) {
            leave(hostname, namespace);
        }
    }

    private void leave(String hostname, String namespace) {
        Set<String> lane = waiting.get(namespace);
        if (lane != null && lane.remove(hostname) && lane.isEmpty()) {
            waiting.remove(namespace);
        }
    }

    /** A call for it is made. */
    void begin(String hostname, String namespace) {
        underWay.put(hostname, namespace);
        calls.merge(namespace, 1, Integer::sum);
    }

    /** Its call is over; what is wanted may have changed meanwhile. */
    void end(String hostname) {
        String namespace = underWay.remove(hostname);
        if (namespace != null) {
            calls.computeIfPresent(namespace, (_, count) -> count == 1 ? null : count - 1);
            add(hostname, namespaces.getOrDefault(hostname, namespace));
        }
    }

    /** Whose turn it is, of those that wait and have no call under way; it waits no more. Null for none. */
    @Nullable
    String next(int maxCalls) {
        boolean isFull = underWay.size() >= maxCalls;
        if (underWay.size() >= maxCalls * NAMESPACES) {
            return null;
        }
        for (String namespace : isFull ? idle() : List.copyOf(waiting.keySet())) {
            String hostname = first(waiting.getOrDefault(namespace, Set.of()));
            if (hostname != null) {
                drop(hostname);
                toTheEnd(namespace);
                return hostname;
            }
        }
        return null;
    }

    private List<String> idle() {
        List<String> idle = new ArrayList<>(waiting.keySet());
        idle.removeAll(calls.keySet());
        return idle;
    }

    private @Nullable String first(Set<String> lane) {
        for (String hostname : lane) {
            if (!underWay.containsKey(hostname)) {
                return hostname;
            }
        }
        return null;
    }

    private void toTheEnd(String namespace) {
        Set<String> lane = waiting.remove(namespace);
        if (lane != null) {
            waiting.put(namespace, lane);
        }
    }

    /** As they are now. */
    Set<String> waiting() {
        return new HashSet<>(namespaces.keySet());
    }

    /** As they are now. */
    Set<String> underWay() {
        return Set.copyOf(underWay.keySet());
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
        return namespaces.size() + underWay.size();
    }
}
