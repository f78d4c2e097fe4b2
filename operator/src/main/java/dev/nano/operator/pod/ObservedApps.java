package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredApp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a pod has, as far as looks and answers tell. Not safe for use by several threads. */
final class ObservedApps {

    /** By hostname; means nothing unless {@link #isKnown}. */
    private Map<String, Served> apps = new HashMap<>();

    private boolean isKnown;
    /** Hostnames that changed while a look was under way, about which the look is no news. */
    private final Set<String> touched = new HashSet<>();

    /** False before the first look, and when a call may have taken place or not. */
    boolean isKnown() {
        return isKnown;
    }

    /** Only a look tells now. */
    void doubt() {
        isKnown = false;
    }

    /** What is at a hostname, or null. */
    @Nullable
    Served at(String hostname) {
        return apps.get(hostname);
    }

    /** In no order. */
    void forEach(BiConsumer<String, Served> action) {
        apps.forEach(action);
    }

    /** How many of those that were declared through the admin API are not wanted, but no more than {@code limit}. */
    int unwanted(Set<String> wanted, int limit) {
        return (int) apps.entrySet().stream()
                .filter(app -> app.getValue().isOurs() && !wanted.contains(app.getKey()))
                .limit(limit)
                .count();
    }

    boolean isLoading() {
        return apps.values().stream().anyMatch(Served::isLoading);
    }

    /** A call begins or ends there. */
    void touch(String hostname) {
        touched.add(hostname);
    }

    void put(DesiredApp app, boolean isLoading) {
        apps.put(app.hostname(), Served.as(app, isLoading));
    }

    /** What is there, if anything is, goes on, though another version of it does not load. */
    void fails(String hostname, Problem problem) {
        apps.computeIfPresent(hostname, (_, there) -> there.with(problem));
    }

    void remove(String hostname) {
        apps.remove(hostname);
    }

    /** @param underWay hostnames with a call under way */
    void lookBegins(Set<String> underWay) {
        touched.clear();
        touched.addAll(underWay);
    }

    void seen(Map<String, Served> there) {
        Map<String, Served> next = new HashMap<>(there);
        // The calls of one that is not known have failed and may have taken place or not: only the look knows.
        if (isKnown) {
            for (String hostname : touched) {
                Served newer = apps.get(hostname);
                if (newer == null) {
                    next.remove(hostname);
                } else {
                    next.put(hostname, newer);
                }
            }
        }
        apps = next;
        isKnown = true;
    }
}
