package dev.nano.runtime.config;

import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.http.ConnectionLimits;
import dev.nano.runtime.http.HttpLimits;
import dev.nano.runtime.http.HttpTimeouts;
import dev.nano.runtime.http.TlsFiles;
import dev.nano.runtime.http.TrustedProxies;
import dev.nano.runtime.outbound.Egress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A config file without a mistake.
 *
 * @param file where it was read from; an absolute path
 * @param listener where and how to listen; fixed from the start of the process on
 * @param apps the apps, in the order of the file
 * @param defaultApp name of one of the apps, or null
 * @param egress what every app of the process may reach beside the public Internet
 */
public record Config(
        SeenFile file,
        Listener listener,
        List<AppSpec> apps,
        @Nullable String defaultApp,
        Egress egress) implements ConfigRead {

    public Config {
        apps = List.copyOf(apps);
    }

    @Override
    public List<SeenFile> files() {
        return List.of(file);
    }

    /**
     * What the file says about listening.
     *
     * @param host null when the file does not say
     * @param port null when the file does not say
     * @param trustedProxies addresses and CIDR blocks whose {@code X-Forwarded-*} headers are believed
     * @param tls null for cleartext
     */
    public record Listener(
            @Nullable String host,
            @Nullable Integer port,
            List<String> trustedProxies,
            @Nullable TlsFiles tls,
            HttpLimits limits,
            HttpTimeouts timeouts,
            ConnectionLimits connections) {

        /** What holds without a config file. */
        public static final Listener DEFAULT = new Listener(
                null, null, List.of(), null, HttpLimits.DEFAULT, HttpTimeouts.DEFAULT, ConnectionLimits.DEFAULT);

        /** The proxies, parsed. */
        public TrustedProxies proxies() {
            return TrustedProxies.parse(trustedProxies);
        }
    }
}
