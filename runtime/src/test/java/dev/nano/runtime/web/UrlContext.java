package dev.nano.runtime.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;

/** A context with {@code URL} and {@code URLSearchParams} on its global object, and nothing else of the platform. */
final class UrlContext implements AutoCloseable {

    /** The part of the platform that the two files need. */
    private static final String PLATFORM = """
        (host, primordials) => {
          const nano = { host, symbol: (name) => Symbol.for('nano.' + name) };
          nano.primordials = primordials;
          nano.slots = () => {};
          nano.finish = (constructor) => {
            const { prototype } = constructor;
            const show = (object, hidden) => {
              for (const name of Object.getOwnPropertyNames(object)) {
                if (!hidden.includes(name)) Object.defineProperty(object, name, { enumerable: true });
              }
            };
            show(prototype, ['constructor']);
            show(constructor, ['length', 'name', 'prototype']);
            Object.defineProperty(prototype, Symbol.toStringTag, { value: constructor.name, configurable: true });
          };
          return nano;
        }
        """;

    private final Context context = Context.newBuilder("js")
            .allowHostAccess(HostAccess.EXPLICIT)
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    UrlContext() {
        Value nano = context.eval("js", PLATFORM)
                .execute(
                        new Host(),
                        context.eval("js", resource("primordials.js")).execute());
        for (String file : new String[] {"convert.js", "url.js", "url-search-params.js"}) {
            context.eval("js", resource(file)).executeVoid(nano);
        }
        for (String name : new String[] {"URL", "URLSearchParams"}) {
            context.getBindings("js").putMember(name, nano.getMember(name));
        }
    }

    Value eval(String script) {
        return context.eval("js", script);
    }

    @Override
    public void close() {
        context.close();
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(UrlHost.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stands for the platform's host object. */
    public static final class Host {
        @HostAccess.Export
        public final UrlHost url = new UrlHost();
    }
}
