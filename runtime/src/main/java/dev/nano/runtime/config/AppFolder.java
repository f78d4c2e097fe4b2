package dev.nano.runtime.config;

import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.text.Excerpt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which directories {@code path} may name. A path inside {@code base}, relative or absolute, stays inside: neither {@code ..}
 * nor a symlink leads out of it. Who means another place says so with an absolute path, where that is allowed.
 *
 * <p>A config file says what a directory is called; whether it is there shows when the app is loaded, and costs that app only.
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
        Path path = path(declared);
        if (path == null) {
            app.problem("path", found(declared, "not a path"));
            return null;
        }
        if (path.isAbsolute() && allowsAbsolute) {
            return new CodeSource.Directory(path.normalize());
        }
        Path folder = inside(path);
        if (folder != null) {
            String wrong = allowsAbsolute ? null : wrong(folder);
            if (wrong != null) {
                app.problem("path", found(declared, wrong));
                return null;
            }
            return new CodeSource.Directory(folder, folder.toString(), base);
        }
        app.problem("path", found(declared, "not inside " + base));
        return null;
    }

    private static @Nullable Path path(String declared) {
        try {
            return Path.of(declared);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The directory as a path that begins with {@code base}, or null when it is not inside. */
    private @Nullable Path inside(Path path) {
        Path root = base.normalize();
        Path folder = root.resolve(path).normalize();
        if (folder.startsWith(root)) {
            return folder;
        }
        if (!path.isAbsolute()) {
            return null;
        }
        try {
            // The folder for apps may itself be a link, and the path name what it leads to.
            Path real = root.toRealPath();
            return folder.startsWith(real) ? root.resolve(real.relativize(folder)) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Whoever declares an app through the admin API hears at once of what a config file's app waits for. */
    private @Nullable String wrong(Path folder) {
        if (!Files.exists(folder)) {
            return "there is no " + folder;
        }
        if (!Files.isDirectory(folder)) {
            return folder + " is not a directory";
        }
        if (!Files.isRegularFile(folder.resolve("index.js"))) {
            return "no index.js in " + folder;
        }
        return leadsOut(folder) ? folder + " is a link that leads out of " + base : null;
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
        return Fields.expected("'" + Excerpt.quoted(declared) + "': " + why, rule);
    }
}
