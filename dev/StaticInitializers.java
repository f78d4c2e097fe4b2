import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Lists the classes that run code when they are initialized, of the engine and of ours that run on the thread of an isolate. The
 * runtime initializes them before an app does so (see isolate/StaticInitializers).
 *
 * <p>{@code java StaticInitializers.java CLASSPATH FILE}
 */
final class StaticInitializers {

    private static final Pattern ON_ISOLATE_THREADS = Pattern.compile(
            "(com/oracle/truffle/(api|host|js|object|polyglot|regex|runtime)"
                + "|com/oracle/js/parser|org/graalvm/polyglot|dev/nano/runtime/(exchange|isolate|outbound|web))/.*");
    /** What no app reaches, because options of the engine are off. */
    private static final Pattern UNUSED = Pattern.compile(
            ".*/(debug|test|testing|tck|wasm|commonjs|temporal|instrumentation/provider|bytecode/debug)/.*|.*/Temporal[^/]*|.*Debug[^/]*");

    public static void main(String[] arguments) throws IOException {
        List<String> names = new ArrayList<>();
        for (String entry : arguments[0].split(java.io.File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                addAll(Path.of(entry), names);
            } else if (Files.isDirectory(Path.of(entry))) {
                try (var files = Files.walk(Path.of(entry))) {
                    for (Path file : files.sorted().toList()) {
                        String name = Path.of(entry).relativize(file).toString().replace('\\', '/');
                        // The copies of the engine's classes (BoundEngine) are in their jars too.
                        if (name.startsWith("dev/") && isListed(name)) {
                            add(Files.readAllBytes(file), names);
                        }
                    }
                }
            }
        }
        if (names.size() < 1000) {
            throw new IllegalStateException("static initializers: " + names.size() + " (expected: thousands)");
        }
        Files.createDirectories(Path.of(arguments[1]).getParent());
        Files.write(Path.of(arguments[1]), names);
    }

    private static void addAll(Path file, List<String> names) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (isListed(entry.getName())) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        add(in.readAllBytes(), names);
                    }
                }
            }
        }
    }

    private static boolean isListed(String name) {
        return name.endsWith(".class")
                && ON_ISOLATE_THREADS.matcher(name).matches()
                && !UNUSED.matcher(name).matches();
    }

    private static void add(byte[] file, List<String> names) {
        ClassModel model = ClassFile.of().parse(file);
        if (model.methods().stream().anyMatch(method -> method.methodName().equalsString("<clinit>"))) {
            names.add(model.thisClass().asInternalName().replace('/', '.'));
        }
    }
}
