package dev.nano.formatter;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code Format check|write ROOT}: exits with 1 when a source under ROOT is not formatted, or formats it in place. */
public final class Format {

    private static final Set<String> SKIPPED = Set.of("target", "node_modules");
    private static final String REMEDY = "./mvnw -q -pl dev/formatter verify -Dformat=write";

    private final Formatter formatter = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());
    private final boolean write;

    private Format(boolean write) {
        this.write = write;
    }

    public static void main(String[] args) throws IOException {
        Format format = new Format(args[0].equals("write"));
        List<String> complaints = javaSources(Path.of(args[1])).parallelStream()
                .map(format::complaint)
                .filter(complaint -> !complaint.isEmpty())
                .toList();
        complaints.forEach(System.err::println);
        if (!complaints.isEmpty()) {
            System.err.println("To format every source: " + REMEDY);
            System.exit(1);
        }
    }

    /** What is wrong with a source after this run, or nothing. */
    private String complaint(Path source) {
        try {
            String text = Files.readString(source);
            String formatted = formatter.formatSourceAndFixImports(text);
            if (formatted.equals(text)) {
                return "";
            }
            if (write) {
                Files.writeString(source, formatted);
                return "";
            }
            return source + ": not formatted";
        } catch (FormatterException e) {
            return source + ": " + e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaSources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean skipped = SKIPPED.contains(name) || (name.startsWith(".") && !directory.equals(root));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
