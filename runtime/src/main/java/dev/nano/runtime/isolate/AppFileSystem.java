package dev.nano.runtime.isolate;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;
import java.util.Set;
import org.graalvm.polyglot.io.FileSystem;

/** All that a context sees of the disk: the files of its own app, read-only, under {@code /}. */
record AppFileSystem(AppCode code) implements FileSystem {

    private static final Path ROOT = Path.of("/");
    private static final Path INVALID = Path.of("/invalid name");

    @Override
    public Path parsePath(URI uri) {
        if (uri.getPath() == null
                || (uri.getScheme() != null && !uri.getScheme().equals("file"))) {
            throw new UnsupportedOperationException(
                    "import of '" + uri + "' (expected: a file of the app, such as './lib.js')");
        }
        return parsePath(uri.getPath());
    }

    @Override
    public Path parsePath(String path) {
        // The engine expects that each path can be parsed and has a file name. There is no such file in any app.
        try {
            Path parsed = Path.of(path);
            return parsed.getNameCount() == 0 ? INVALID : parsed;
        } catch (InvalidPathException e) {
            return INVALID;
        }
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options) throws IOException {
        if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
            throw new AccessDeniedException(path.toString());
        }
        // Of a file that does not exist the engine asks the name, which the root has not; toRealPath refuses it.
        if (!normal(path).equals(ROOT)) {
            read(path);
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return new BytesChannel(read(path));
    }

    @Override
    public Path toAbsolutePath(Path path) {
        return ROOT.resolve(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
        Path real = normal(path);
        if (real.equals(ROOT)) {
            // The engine asks for the name of a file that does not exist, which the root has not: it must be another
            // error.
            throw new FileSystemException("/", null, "a directory (expected: a file of the app, such as './lib.js')");
        }
        return real;
    }

    private Path normal(Path path) {
        return toAbsolutePath(path).normalize();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Map.of("isRegularFile", true, "isDirectory", false, "size", (long) read(path).length);
    }

    private byte[] read(Path path) throws IOException {
        return code.read(ROOT.relativize(normal(path)).toString());
    }

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        throw new AccessDeniedException(dir.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        throw new AccessDeniedException(path.toString());
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        throw new AccessDeniedException(dir.toString());
    }
}
