package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.code.OwnerFiles;
import dev.nano.runtime.code.StoredCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the apps that were declared through the admin API over a restart: one file for each, as it was declared. They
 * hold the values of {@code env}, so that only the owner may read them. One process at a time may use a directory.
 */
public final class StateDirectory {

    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

    private static final String SUFFIX = ".json";
    /** Of a file that is being written. */
    private static final String FRESH = ".new";

    private static final int LONGEST_READABLE = 100;
    /** Beside the folder with the apps; it is there once they have been a complete set. */
    private static final String WHOLE = "whole";

    private final Path directory;
    private final Path folder;
    private final Path whole;
    /** What the files hold: digests by the hostname that identifies the app. Guarded by this. */
    private final Map<String, Kept> kept = new HashMap<>();

    /**
     * What a file holds.
     *
     * @param code keeps the code on disk that the file refers to; null when it holds the code itself
     */
    private record Kept(
            String digest,
            @Nullable String quarantined,
            @Nullable StoredCode code) {
        static Kept of(AppSpec spec) {
            return new Kept(
                    spec.digest(),
                    spec.quarantined(),
                    spec.code() instanceof CodeSource.Stored(StoredCode pack, var _) && pack.hasFile() ? pack : null);
        }
    }

    private StateDirectory(Path directory, Path folder) {
        this.directory = directory;
        this.folder = folder;
        this.whole = directory.resolve(WHOLE);
    }

    /**
     * Uses {@code directory}, which is made when it does not exist.
     *
     * @throws IOException when it can neither be made nor written to
     */
    public static StateDirectory open(Path directory) throws IOException {
        Path folder = directory.resolve("apps");
        OwnerFiles.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new IOException(folder + ": not writable (expected: a directory that this process may write to)");
        }
        sweep(folder);
        return new StateDirectory(directory, folder);
    }

    /** A process that was killed while it wrote has left half a file, which holds secrets and takes room. */
    private static void sweep(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX + FRESH)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /**
     * Brings back the apps that were kept; what cannot be brought back is logged and stays kept. Blocks while they load.
     *
     * @param appsFolder what {@code path} is relative to, or null when there is no such folder
     * @param isLoadedLater whether they are only taken, and loaded by {@link Apps#loadUnloaded}
     */
    public void restore(Apps apps, @Nullable Path appsFolder, boolean isLoadedLater) throws IOException {
        List<AppChange> changes = new ArrayList<>();
        boolean areAllRead = true;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                AppSpec spec = read(file, appsFolder, apps.store());
                areAllRead &= spec != null;
                if (spec != null) {
                    changes.add(isLoadedLater ? new AppChange.PutUnloaded(spec) : new AppChange.Put(spec));
                }
            }
        }
        if (areAllRead) {
            apps.store().deleteUnknown();
        }
        apps.apply(changes, "state");
    }

    private synchronized @Nullable AppSpec read(Path file, @Nullable Path appsFolder, CodeStore store) {
        try (InputStream in = Files.newInputStream(file)) {
            ObjectNode json = Json.object(in);
            var document = new AppDocument(json, "");
            String host = document.host();
            if (host != null && !file(host).equals(file)) {
                logForeign(file, host);
                return null;
            }
            if (host != null) {
                kept.put(host, new Kept("", null, null));
            }
            AppSpec spec = json.has("code") ? StoredDeclaration.spec(json, store) : document.spec(appsFolder);
            spec = spec.stored(store);
            kept.put(spec.host(), Kept.of(spec));
            return spec;
        } catch (IOException | AdminError e) {
            log.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.getMessage())
                    .log("state_not_read");
            return null;
        }
    }

    /** Somebody else has put it there: nobody would delete it when the app is removed, so that it would always come back. */
    private void logForeign(Path file, String host) {
        log.atError()
                .addKeyValue("file", file)
                .addKeyValue("host", host)
                .addKeyValue("remedy", "delete it, and declare the app through the admin API")
                .log("state_foreign_file");
    }

    /** Where the digests of code that is not to be loaded are kept. */
    public QuarantineFile quarantine() {
        return new QuarantineFile(directory.resolve("quarantine.json"));
    }

    /** Where large code lies. */
    public Path codeFolder() {
        return directory.resolve("code");
    }

    /** Whether what is kept has been the whole set of apps at some time, and not only the first few of it. */
    public boolean isWhole() {
        return Files.exists(whole);
    }

    /** Says whether what is kept is the whole set of apps, as it changes. */
    synchronized void setWhole(boolean isWhole) throws IOException {
        if (isWhole == isWhole()) {
            return;
        }
        if (isWhole) {
            OwnerFiles.create(whole);
        } else {
            Files.delete(whole);
        }
        OwnerFiles.force(directory);
    }

    /** Hostnames of the apps that are kept. */
    synchronized Set<String> hosts() {
        return new HashSet<>(kept.keySet());
    }

    /** Keeps the app as it is declared now; does nothing when it is kept like that already. */
    synchronized void keep(AppSpec spec) throws IOException {
        String digest = spec.digest();
        Kept before = kept.get(spec.host());
        if (before != null
                && digest.equals(before.digest())
                && Objects.equals(spec.quarantined(), before.quarantined())) {
            return;
        }
        if (spec.code() instanceof CodeSource.Stored(StoredCode pack, var _)) {
            pack.force();
        }
        Path file = file(spec.host());
        byte[] declaration = Json.bytes(Declaration.of(spec));
        OwnerFiles.replace(file, declaration);
        kept.put(spec.host(), Kept.of(spec));
    }

    /** Keeps the app no longer. */
    synchronized void forget(String host) throws IOException {
        if (kept.containsKey(host)) {
            Files.deleteIfExists(file(host));
            OwnerFiles.force(folder);
            kept.remove(host);
        }
    }

    /** Starts with the hostname for people, as far as it may stand in a file name, and ends with what tells it apart. */
    private Path file(String host) {
        String readable = host.replaceAll("[^a-z0-9.-]", "_");
        String shortened = readable.substring(0, Math.min(readable.length(), LONGEST_READABLE));
        return folder.resolve(shortened + "-" + UUID.nameUUIDFromBytes(host.getBytes(StandardCharsets.UTF_8)) + SUFFIX);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
