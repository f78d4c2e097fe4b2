package dev.nano.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nano.runtime.http.ConnectionLimits;
import dev.nano.runtime.http.HttpLimits;
import dev.nano.runtime.http.HttpTimeouts;
import dev.nano.runtime.http.TlsFiles;
import dev.nano.runtime.http.TrustedProxies;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of the config file that is about listening. */
final class ListenerReader {

    private static final int DAY_MS = 86_400_000;
    private static final int MEBIBYTE = 1 << 20;

    private ListenerReader() {}

    static Config.Listener read(Fields fields, Path folder) {
        String host = fields.string("host");
        JsonNode declaredPort = fields.get("port");
        int port = fields.integer("port", 0, 65_535, 0);
        List<String> proxies = proxies(fields);
        TlsFiles tls = tls(fields.object("tls"), folder);
        Fields http = fields.object("http");
        ConnectionLimits connections = http == null ? ConnectionLimits.DEFAULT : connections(http);
        return new Config.Listener(
                host,
                declaredPort == null ? null : port,
                proxies,
                tls,
                http == null ? HttpLimits.DEFAULT : limits(http),
                http == null ? HttpTimeouts.DEFAULT : timeouts(http),
                connections);
    }

    private static List<String> proxies(Fields fields) {
        List<String> proxies = fields.strings("trusted_proxies");
        for (int i = 0; i < proxies.size(); i++) {
            try {
                TrustedProxies.parse(List.of(proxies.get(i)));
            } catch (IllegalArgumentException e) {
                fields.problem(
                        "trusted_proxies[" + i + "]",
                        Fields.expected("\"" + proxies.get(i) + "\"", "an address or a CIDR block such as 10.0.0.0/8"));
            }
        }
        return proxies;
    }

    private static @Nullable TlsFiles tls(@Nullable Fields tls, Path folder) {
        if (tls == null) {
            return null;
        }
        Path certificates = readable(tls, "cert", folder);
        Path key = readable(tls, "key", folder);
        tls.end();
        return certificates == null || key == null ? null : new TlsFiles(certificates, key);
    }

    private static @Nullable Path readable(Fields tls, String key, Path folder) {
        String declared = tls.requiredString(key);
        if (declared == null) {
            return null;
        }
        try {
            SeenFile file = SeenFile.now(folder.resolve(declared).normalize());
            if (Files.isReadable(file.path()) && !Files.isDirectory(file.path())) {
                return file.path();
            }
            tls.problem(key, Fields.expected("'" + declared + "' cannot be read", "a PEM file"), file);
        } catch (InvalidPathException e) {
            tls.problem(key, Fields.expected("not a path", "a PEM file"));
        }
        return null;
    }

    private static HttpLimits limits(Fields http) {
        HttpLimits otherwise = HttpLimits.DEFAULT;
        return new HttpLimits(
                http.integer("max_request_line_bytes", 256, MEBIBYTE, otherwise.requestLineBytes()),
                http.integer("max_header_bytes", 256, MEBIBYTE, otherwise.headerBytes()),
                http.integer("max_headers", 1, 10_000, otherwise.headerCount()));
    }

    private static ConnectionLimits connections(Fields http) {
        ConnectionLimits otherwise = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                http.integer("max_connections", 1, 1_000_000, otherwise.all()),
                http.integer("max_connections_per_client", 1, 1_000_000, otherwise.perClient()),
                http.integer("max_control_frames", 10, 1_000_000, otherwise.maxControlFrames()));
    }

    /** Comes after {@link #limits}, and so knows that every key has been asked for. */
    private static HttpTimeouts timeouts(Fields http) {
        HttpTimeouts otherwise = HttpTimeouts.DEFAULT;
        var timeouts = new HttpTimeouts(
                millis(http, "keep_alive_ms", otherwise.keepAlive()),
                millis(http, "header_timeout_ms", otherwise.head()),
                millis(http, "body_timeout_ms", otherwise.bodyStall()),
                millis(http, "write_timeout_ms", otherwise.writeStall()),
                otherwise.drainGrace());
        http.end();
        return timeouts;
    }

    private static Duration millis(Fields fields, String key, Duration otherwise) {
        return Duration.ofMillis(fields.integer(key, 1, DAY_MS, (int) otherwise.toMillis()));
    }
}
