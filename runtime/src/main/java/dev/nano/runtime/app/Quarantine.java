package dev.nano.runtime.app;

import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.text.Excerpt;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Code that is not loaded any more because a thread got stuck in it, by the digest of its app; kept over a restart where there
 * is a {@link Storage}. All methods may be called on any thread.
 */
public final class Quarantine {

    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    /** Whoever may push apps could fill the record otherwise; beyond it the oldest go. */
    private static final int MOST_ENTRIES = 1000;
    /** Of a directory's files, so many are compared. */
    private static final int MOST_FILES = 50;

    private final Map<String, Entry> byDigest = new LinkedHashMap<>();
    private @Nullable Storage storage;

    /**
     * One app as it was when a thread got stuck in it.
     *
     * @param app its name, for people
     * @param files SHA-256 of files that were loaded from its directory, by path; empty when the digest covers them
     */
    public record Entry(String digest, String app, String reason, Instant since, Map<String, String> files) {

        static Entry of(AppSpec spec, AppCode code, String reason) {
            Map<String, String> files = new LinkedHashMap<>();
            code.loaded().forEach((path, sha256) -> {
                if (files.size() < MOST_FILES && path.length() <= Excerpt.QUOTED) {
                    files.put(path, sha256);
                }
            });
            return new Entry(spec.digest(), spec.name(), reason, Instant.now(), files);
        }
    }

    /** Keeps the record over a restart. */
    public interface Storage {
        /** Durable when it returns. */
        void write(List<Entry> entries) throws IOException;
    }

    /** From now on the record is kept in {@code newStorage}, which held {@code entries}. */
    public synchronized void keepIn(Storage newStorage, List<Entry> entries) {
        storage = newStorage;
        entries.forEach(entry -> byDigest.putIfAbsent(entry.digest(), entry));
    }

    /** Records it; durable when this returns, unless that has been logged as failed. */
    synchronized void add(Entry entry) {
        byDigest.remove(entry.digest());
        byDigest.put(entry.digest(), entry);
        Iterator<String> oldest = byDigest.keySet().iterator();
        while (byDigest.size() > MOST_ENTRIES) {
            oldest.next();
            oldest.remove();
        }
        write();
    }

    /** Forgets the digest. @return whether it was there */
    synchronized boolean remove(String digest) {
        boolean wasThere = byDigest.remove(digest) != null;
        if (wasThere) {
            write();
        }
        return wasThere;
    }

    /** Why this code is not to be loaded, or null when it may be. */
    @Nullable
    String reason(AppSpec spec, AppCode code) {
        String declared = spec.quarantined();
        if (declared != null) {
            return declared;
        }
        Entry entry;
        synchronized (this) {
            entry = byDigest.get(spec.digest());
        }
        return entry != null && code.holds(entry.files()) ? entry.reason() : null;
    }

    /** All of it, the oldest first. */
    public synchronized List<Entry> entries() {
        return new ArrayList<>(byDigest.values());
    }

    private void write() {
        if (storage == null) {
            return;
        }
        try {
            storage.write(entries());
        } catch (IOException e) {
            log.atError()
                    .addKeyValue("error", e)
                    .addKeyValue("consequence", "after a restart the code may be loaded again")
                    .log("quarantine_not_written");
        }
    }
}
