package dev.nano.runtime.isolate;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/** What apps have used of processors and heap, each and all together. An app that nothing else knows any more is forgotten. */
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
        Key key = new Key(name, host);
        WeakReference<AppShare> known = apps.get(key);
        AppShare share = known == null ? null : known.get();
        if (share == null) {
            share = new AppShare(namespace(name.substring(0, Math.max(0, name.indexOf('/')))));
            apps.put(key, new WeakReference<>(share));
        }
        return share;
    }

    private NamespaceShare namespace(String name) {
        WeakReference<NamespaceShare> known = namespaces.get(name);
        NamespaceShare namespace = known == null ? null : known.get();
        if (namespace == null) {
            namespace = new NamespaceShare();
            namespaces.put(name, new WeakReference<>(namespace));
        }
        return namespace;
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
