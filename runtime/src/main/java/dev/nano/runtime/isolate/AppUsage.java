package dev.nano.runtime.isolate;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What apps have used of processors and heap, each and all together. Entries of apps that nothing else
 * refers to are removed. */
final class AppUsage {

    private static final int CLEANED_EVERY = 64;

    /** What an app is known by: two may have the same name. */
    private record Key(String name, String host) {}

    private final Map<Key, WeakReference<AppShare>> apps = new HashMap<>();
    private final Map<String, WeakReference<NamespaceShare>> namespaces = new HashMap<>();
    private int added;

    private volatile long cpuNanos;
    private volatile long allocatedBytes;

    /**
     * The share of an app, the same one for all its versions.
     *
     * @param name with its namespace before a slash, if it has one
     * @param host the hostname that identifies it
     */
    synchronized AppShare share(String name, String host) {
        if (++added % CLEANED_EVERY == 0) {
            apps.values().removeIf(reference -> reference.refersTo(null));
            namespaces.values().removeIf(reference -> reference.refersTo(null));
        }
        String namespace = name.substring(0, Math.max(0, name.indexOf('/')));
        return known(apps, new Key(name, host), () -> new AppShare(known(namespaces, namespace, NamespaceShare::new)));
    }

    private static <K, S extends Share> S known(Map<K, WeakReference<S>> shares, K key, Supplier<S> fresh) {
        WeakReference<S> reference = shares.get(key);
        S share = reference == null ? null : reference.get();
        if (share == null) {
            share = fresh.get();
            shares.put(key, new WeakReference<>(share));
        }
        return share;
    }

    /** Called under the lock of {@link IsolateThreads}. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    void add(AppShare share, long nanos, long bytes) {
        share.cpuNanos += nanos;
        share.allocatedBytes += bytes;
        cpuNanos += nanos;
        allocatedBytes += bytes;
    }

    /** Processor time of all apps since the start, those included that are no more. */
    long cpuNanos() {
        return cpuNanos;
    }

    /** As {@link #cpuNanos}. */
    long allocatedBytes() {
        return allocatedBytes;
    }
}
