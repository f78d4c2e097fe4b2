package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.config.AppFolder;
import dev.nano.runtime.config.AppReader;
import dev.nano.runtime.config.Fields;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The code of an app that a client declares: {@code files} that it sends, or a {@code path} under the folder for apps.
 *
 * @param appsFolder null when there is none, so that {@code path} is refused
 */
record PushedCode(@Nullable Path appsFolder) implements AppReader.CodeReader {

    @Override
    public @Nullable CodeSource read(Fields app) {
        JsonNode files = app.get("files");
        JsonNode path = app.get("path");
        if (files != null && path != null) {
            app.problem("path", "together with files (expected: one of the two)");
            return null;
        }
        if (files != null) {
            return FilesReader.read(app, files);
        }
        if (path == null) {
            app.problem("files", "missing, and no path (expected: the app's code)");
            return null;
        }
        return directory(app);
    }

    private @Nullable CodeSource directory(Fields app) {
        if (appsFolder == null) {
            app.problem("path", "there is no folder for apps (expected: files, or a runtime started with --apps-dir)");
            return null;
        }
        if (!(new AppFolder(appsFolder, false).read(app) instanceof CodeSource.Directory code)) {
            return null;
        }
        // Relative, so that the digest is the same wherever the folder for apps lies.
        Path relative = appsFolder.normalize().relativize(code.path());
        return new CodeSource.Directory(code.path(), relative.toString().replace('\\', '/'), appsFolder);
    }
}
