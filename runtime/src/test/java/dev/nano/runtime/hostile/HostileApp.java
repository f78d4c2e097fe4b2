package dev.nano.runtime.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file of {@code src/test/resources/hostile}: a module that exports {@code attack(request, env, ctx)}, or one that
 * attacks as it loads. The comment at its head says what it tries and what must happen:
 *
 * <pre>
 * // Tries: one sentence.
 * // Load: refused                            (for attacks at load: refused, accepted, or both)
 * // Expect: 504 timeout | 200 held | cut     (status with nano-error code or body; cut: the body ends early)
 * // Then: any response                       (when the app has broken itself; otherwise it must answer "fine" again)
 * // Requests: 8                              (so many at a time; otherwise one)
 * // Body: 1000000                            (bytes that are sent; otherwise none)
 * </pre>
 *
 * @param name folder and file without {@code .js}
 * @param loads what may come of loading it: refused, accepted
 * @param expected what may come of each request
 */
record HostileApp(
        String name,
        String code,
        String tries,
        List<String> loads,
        List<String> expected,
        boolean answersAfterwards,
        int requests,
        int bodyBytes) {

    private static final Path FOLDER = Path.of("src/test/resources/hostile");

    static List<HostileApp> all() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".js"))
                    .sorted()
                    .map(HostileApp::read)
                    .toList();
        }
    }

    private static HostileApp read(Path file) {
        try {
            String code = Files.readString(file);
            String name = FOLDER.relativize(file).toString().replaceFirst("\\.js$", "");
            return new HostileApp(
                    name,
                    code,
                    header(code, "Tries", ""),
                    alternatives(header(code, "Load", "accepted")),
                    alternatives(header(code, "Expect", "")),
                    header(code, "Then", "").isEmpty(),
                    Integer.parseInt(header(code, "Requests", "1")),
                    Integer.parseInt(header(code, "Body", "0")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String header(String code, String key, String otherwise) {
        Matcher matcher =
                Pattern.compile("^// " + key + ": (.+)$", Pattern.MULTILINE).matcher(code);
        return matcher.find() ? matcher.group(1).trim() : otherwise;
    }

    private static List<String> alternatives(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" *\\| *"));
    }

    String family() {
        return name.substring(0, name.indexOf('/'));
    }

    String host() {
        return name.replace('/', '.');
    }

    /** The module that is asked: the file itself when it has a handler, else one that hands requests for /attack to it. */
    String index() {
        return hasHandler() ? code : """
            import * as app from './attack.js';
            const { attack } = app;
            export default {
              fetch(request, env, ctx) {
                return request.url.endsWith('/attack') ? attack(request, env, ctx) : new Response('fine');
              },
            };
            """;
    }

    private boolean hasHandler() {
        return code.contains("export default {");
    }
}
