package dev.nano.operator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An example of the repository. The comment at its head says how it is applied, which requests to make and what is answered:
 *
 * <pre>
 *   $ kubectl apply -f examples/kubernetes/hello.yaml
 *   $ curl -H 'Host: hello.example.com' http://127.0.0.1:8080/
 *   Hello from /
 * </pre>
 */
record Example(Path file) {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern NANO_APP = Pattern.compile("(?m)^kind: NanoApp$");
    private static final Pattern APPLY = Pattern.compile("# {3}\\$ kubectl apply (-[fk]) (\\S+)");
    private static final Pattern CURL =
            Pattern.compile("# {3}\\$ curl -H 'Host: (\\S+)' http://127\\.0\\.0\\.1:8080/\n# {3}(?!\\$)(.+)\n");

    /** @param answer the line that has to be answered, in which {@code ...} stands for anything */
    record Ask(String hostname, String answer) {

        /** What the whole answer has to match. */
        String pattern() {
            String quoted = Stream.of(answer.split("\\.\\.\\.", -1))
                    .map(Pattern::quote)
                    .reduce((a, b) -> a + ".+" + b)
                    .orElseThrow();
            return "200 " + quoted + "\n?";
        }
    }

    /** Each file below {@code examples} with a NanoApp, or what kustomize is to make of it. */
    static Stream<Example> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> NANO_APP.matcher(new Example(file).text()).find())
                    .map(Example::kustomized)
                    .sorted()
                    .map(Example::new)
                    .toList()
                    .stream();
        }
    }

    private static Path kustomized(Path file) {
        Path kustomization = file.resolveSibling("kustomization.yaml");
        return Files.exists(kustomization) ? kustomization : file;
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to tell {@code kubectl apply}; null when the comment does not, or tells to apply something else. */
    @Nullable
    List<String> arguments() {
        Matcher apply = APPLY.matcher(text());
        if (!apply.find()) {
            return null;
        }
        Path told = ROOT.resolve(apply.group(2));
        Path own = apply.group(1).equals("-k") ? file.getParent() : file;
        return told.equals(own) ? List.of(apply.group(1), told.toString()) : null;
    }

    List<Ask> asks() {
        List<Ask> asks = new ArrayList<>();
        // Two requests may follow each other at once.
        Matcher curl = CURL.matcher(text());
        while (curl.find()) {
            asks.add(new Ask(curl.group(1), curl.group(2)));
        }
        return asks;
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
