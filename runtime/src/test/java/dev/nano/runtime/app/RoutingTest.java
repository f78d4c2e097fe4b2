package dev.nano.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which app answers for which {@code Host}. */
class RoutingTest {

    private static final List<AppSpec> SPECS = List.of(
            app("exact", "a.example.com", "b.example.com"),
            app("wide", "*.example.com"),
            app("narrow", "*.shop.example.com"),
            app("address", "127.0.0.1", "[::1]"));

    private static RunningApps running;

    @BeforeAll
    static void start() {
        running = new RunningApps();
        declare(SPECS, null);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static AppSpec app(String name, String... hostnames) {
        String code = "export default { fetch: () => new Response('" + name + "') };";
        var files = new CodeSource.Files(new TreeMap<>(Map.of("index.js", code.getBytes(StandardCharsets.UTF_8))));
        return new AppSpec(name, List.of(hostnames), files, RunningApps.PATIENT, Map.of(), Origin.CONFIG);
    }

    private static void declare(List<AppSpec> specs, String defaultApp) {
        assertThat(running.apps.applyAll(Origin.CONFIG, specs, defaultApp, "test"))
                .allMatch(ChangeResult::succeeded);
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, exact",
        "b.example.com, exact",
        "A.Example.COM, exact",
        "a.example.com., exact",
        "a.example.com:8080, exact",
        "A.EXAMPLE.COM.:1, exact",
        "c.example.com, wide",
        "c.d.example.com, wide",
        "shop.example.com, wide",
        "SHOP.example.com:80, wide",
        "x.shop.example.com, narrow",
        "x.y.shop.example.com, narrow",
        "127.0.0.1:8080, address",
        "[::1], address",
        "[::1]:8080, address",
    })
    void anExactNameBeatsALongWildcardBeatsAShortOne(String host, String app) {
        assertThat(running.get(host).body()).isEqualTo(app);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "aexample.com", "a.example.org", "com", "a.example.com.evil.org", "[::2]"})
    void anUnknownHostIsNotFound(String host) {
        assertThat(running.get(host).statusCode()).isEqualTo(404);
        assertThat(running.get(host).body()).contains("\"code\":\"no_app\"").contains("no app for host '" + host + "'");
    }

    @Test
    void anUnknownHostIsForTheDefaultAppWhileThereIsOne() {
        List<AppSpec> more = new ArrayList<>(SPECS);
        more.add(app("other", "other.example.com"));
        declare(more, "other");
        assertThat(running.get("nobody.example.org").body()).isEqualTo("other");
        assertThat(running.get("a.example.com").body()).isEqualTo("exact");
        declare(SPECS, null);
        assertThat(running.get("nobody.example.org").statusCode()).isEqualTo(404);
    }
}
