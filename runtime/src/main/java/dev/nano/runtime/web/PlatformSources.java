package dev.nano.runtime.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.graalvm.polyglot.Source;

/**
 * The JavaScript files beside this class. Each is one {@link Source} for the life of the process, so that an engine parses
 * it once and its code is shared by all contexts.
 */
final class PlatformSources {

    private static final Map<String, Source> SOURCES = new ConcurrentHashMap<>();

    private PlatformSources() {}

    /** The script of {@code name}, for example {@code headers} for {@code headers.js}. */
    static Source script(String name) {
        return SOURCES.computeIfAbsent(name, PlatformSources::read);
    }

    private static Source read(String name) {
        // Internal: stack traces show the app's frames and not these.
        return Source.newBuilder("js", script(name, text(name + ".js")), "nano:" + name + ".js")
                .internal(true)
                .buildLiteral();
    }

    /** Files of others stay as they were published; what is around them makes them a function like ours. */
    private static String script(String name, String text) {
        return name.startsWith("vendor/") ? StreamsPolyfill.script(text) : text;
    }

    private static String text(String file) {
        try (InputStream in = PlatformSources.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("resource: " + file + " (expected: a file of the web platform)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
