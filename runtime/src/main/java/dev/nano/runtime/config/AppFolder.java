package dev.nano.runtime.config;

import dev.nano.runtime.app.CodeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which directories {@code path} may name. A relative path stays inside {@code base}: neither {@code ..} nor a symlink
 * leads out of it. Who means another place says so with an absolute path, where that is allowed.
 *
 * @param base what relative paths are relative to
 * @param allowsAbsolute whether absolute paths are taken as they are
 */
public record AppFolder(Path base, boolean allowsAbsolute) implements AppReader.CodeReader {

    @Override
    public @Nullable CodeSource read(Fields app) {
        String declared = app.requiredString("path");
        if (declared == null) {
            return null;
        }
        Path folder = resolve(declared);
        if (folder == null) {
            app.problem("path", found(declared, "not inside " + base));
            return null;
        }
        if (wrong(folder, declared) != null) {
            // Looked at once more after the stamp, so that a change in between is noticed later.
            SeenFile seen = SeenFile.now(folder.resolve("index.js"));
            String wrong = wrong(folder, declared);
            if (wrong != null) {
                app.problem("path", found(declared, wrong), seen);
                return null;
            }
        }
        return new CodeSource.Directory(folder);
    }

    /** Null when it is no path at all, or one that may not be named. */
    private @Nullable Path resolve(String declared) {
        try {
            Path path = Path.of(declared);
            Path folder = base.resolve(path).normalize();
            boolean allowed = path.isAbsolute() ? allowsAbsolute : folder.startsWith(base.normalize());
            return allowed ? folder : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private @Nullable String wrong(Path folder, String declared) {
        if (!Files.exists(folder)) {
            return "there is no " + folder;
        }
        if (!Files.isDirectory(folder)) {
            return folder + " is not a directory";
        }
        if (!Files.isRegularFile(folder.resolve("index.js"))) {
            return "no index.js in " + folder;
        }
        boolean isFree = Path.of(declared).isAbsolute();
        return isFree || !leadsOut(folder) ? null : folder + " is a link that leads out of " + base;
    }

    private boolean leadsOut(Path folder) {
        try {
            return !folder.toRealPath().startsWith(base.toRealPath());
        } catch (IOException e) {
            return true;
        }
    }

    private String found(String declared, String why) {
        String rule = "a directory with an index.js inside " + base + (allowsAbsolute ? ", or an absolute path" : "");
        return Fields.expected("'" + declared + "': " + why, rule);
    }
}
