package dev.nano.runtime.cli;

import dev.nano.runtime.app.App;
import dev.nano.runtime.isolate.JavaScriptMode;
import dev.nano.runtime.isolate.LoadException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a server says when it is up: how to reach each app, and what is not as it should be. */
record StartUp(
        JavaScriptMode javaScript,
        String url,
        @Nullable String adminUrl,
        @Nullable String metricsHint,
        Collection<App> apps,
        boolean tls,
        Duration took) {

    private static final Logger log = LoggerFactory.getLogger(StartUp.class);
    private static final int MOST_APPS = 20;
    private static final String REMEDY =
            "start with ./nano, which adds the JVM options that the compiler needs, on a full JDK 25 (not a JRE)";

    static StartUp of(Server server, Server.Settings settings) {
        boolean tls = settings.http().tls() != null;
        InetSocketAddress admin = server.adminAddress();
        Instant born = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        return new StartUp(
                server.javaScript(),
                url(server.address(), tls),
                admin == null ? null : url(admin, isTls(settings.admin())),
                metricsHint(settings.admin()),
                server.apps().table().apps(),
                tls,
                Duration.between(born, Instant.now()));
    }

    private static boolean isTls(Server.@Nullable Admin admin) {
        return admin != null && admin.http().tls() != null;
    }

    /** How to see the series of apps, or null when there are no metrics. */
    private static @Nullable String metricsHint(Server.@Nullable Admin admin) {
        if (admin == null) {
            return null;
        }
        return admin.metricsToken().isConfigured()
                ? "series of apps need the token of --metrics-token-file"
                : admin.token().isConfigured()
                        ? "series of apps need the admin token, or one of --metrics-token-file"
                        : "without series of apps, which need --metrics-token-file";
    }

    private static String url(InetSocketAddress address, boolean tls) {
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return (tls ? "https://" : "http://") + authority + ":" + address.getPort() + "/";
    }

    /** For people. */
    String text() {
        StringBuilder out = new StringBuilder();
        out.append("nano ").append(Version.NUMBER).append(" at ").append(url);
        out.append("  JavaScript: ").append(javaScript.word()).append(" (");
        out.append(javaScript.implementation())
                .append(' ')
                .append(javaScript.version())
                .append(")  ");
        out.append(apps.size()).append(apps.size() == 1 ? " app" : " apps");
        out.append(String.format(Locale.ROOT, "  started in %.1f s", took.toMillis() / 1000.0));
        if (!javaScript.isOptimizing()) {
            out.append("\nWARNING: JavaScript is interpreted: 10 to 40 times slower, and memory_mb is not enforced. ");
            out.append("Remedy: ").append(REMEDY);
        }
        if (adminUrl != null) {
            out.append("\nadmin API, probes and metrics at ").append(adminUrl);
            out.append("  (/metrics: ").append(metricsHint).append(')');
        }
        int width = shown().stream()
                .mapToInt(app -> app.spec().name().length())
                .max()
                .orElse(0);
        for (App app : shown()) {
            out.append("\n  ")
                    .append(app.spec().name())
                    .repeat(' ', width - app.spec().name().length());
            out.append("  ").append(problemOf(app).isEmpty() ? curl(app) : "did not load: " + problemOf(app));
        }
        if (apps.size() > MOST_APPS) {
            out.append("\n  ... and ").append(apps.size() - MOST_APPS).append(" more");
        }
        return out.toString();
    }

    /** The same as events. */
    void log() {
        log.atInfo()
                .addKeyValue("version", Version.NUMBER)
                .addKeyValue("url", url)
                .addKeyValue("admin_url", adminUrl)
                .addKeyValue("metrics", metricsHint)
                .addKeyValue("javascript", javaScript.word())
                .addKeyValue("engine", javaScript.implementation() + " " + javaScript.version())
                .addKeyValue("apps", apps.size())
                .addKeyValue("took_ms", took.toMillis())
                .log("started");
        if (!javaScript.isOptimizing()) {
            log.atWarn().addKeyValue("remedy", REMEDY).log("javascript_interpreted");
        }
        for (App app : shown()) {
            if (problemOf(app).isEmpty()) {
                log.atInfo()
                        .addKeyValue("app", app.spec().name())
                        .addKeyValue("curl", curl(app))
                        .log("app_ready");
            }
        }
    }

    private List<App> shown() {
        return apps.stream().limit(MOST_APPS).toList();
    }

    private static String problemOf(App app) {
        LoadException problem = app.problem();
        return problem == null ? "" : problem.describe();
    }

    private String curl(App app) {
        String host = app.host().startsWith("*.") ? "any" + app.host().substring(1) : app.host();
        return "curl " + (tls ? "-k " : "") + "-H 'Host: " + host + "' " + url;
    }
}
