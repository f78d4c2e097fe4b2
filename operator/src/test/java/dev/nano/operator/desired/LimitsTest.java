package dev.nano.operator.desired;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.edited;
import static dev.nano.operator.desired.Apps.inline;
import static dev.nano.operator.desired.Apps.path;
import static dev.nano.operator.desired.Apps.reported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.CodeSource;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a namespace may use, by the limits of the policy. */
class LimitsTest {

    private static Planner planner(Limits... limits) {
        var policy = new Policy(Stream.of(limits)
                .map(each -> new Policy.Rule(List.of("*"), Map.of(), List.of("*"), null, List.of("/shared"), each))
                .toList());
        return new Planner(new FakeSources(), policy, namespace -> Map.of(), Duration.ofMillis(100));
    }

    private static Limits limits(
            @Nullable Integer apps,
            @Nullable String totalMemory,
            @Nullable String totalCode,
            @Nullable String code,
            @Nullable String timeout,
            @Nullable String memory,
            @Nullable String cpu,
            String... egress) {
        return Limits.read(apps, totalMemory, totalCode, code, timeout, memory, cpu, List.of(egress));
    }

    private static String verdict(Planner planner, NanoApp app, NanoApp... others) {
        return verdict(
                planner.next(Stream.concat(Stream.of(app), Stream.of(others)).toList(), 1_000), app);
    }

    private static String verdict(DesiredSet set, NanoApp app) {
        return switch (set.verdicts().get(AppKey.of(app))) {
            case Verdict.Accepted _ -> "Accepted";
            case Verdict.Rejected rejected -> rejected.reason() + " " + rejected.message();
            case Verdict.Pending _ -> "Pending";
        };
    }

    private static NanoAppSpec spec(
            String hostname,
            @Nullable String timeout,
            @Nullable String memory,
            @Nullable String cpu,
            String... egress) {
        return new NanoAppSpec(
                hostname,
                null,
                new CodeSource(Map.of("index.js", "x".repeat(1_000)), null),
                timeout,
                memory == null ? null : new Quantity(memory),
                cpu,
                List.of(egress),
                List.of());
    }

    private static NanoAppSpec ofMemory(String hostname, String memory) {
        return spec(hostname, null, memory, null);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "30s, -, -, Accepted",
                "31s, -, -, LimitExceeded timeout: 31000ms (expected: at most 30000ms",
                "-, 256Mi, -, Accepted",
                "-, 257Mi, -, LimitExceeded memory: 257Mi (expected: at most 256Mi",
                "-, -, 2s, Accepted",
                "-, -, 2001ms, LimitExceeded cpu: 2001ms (expected: at most 2000ms",
            })
    void noNanoAppGetsMoreThanTheLargest(
            @Nullable String timeout, @Nullable String memory, @Nullable String cpu, String expected) {
        Planner planner = planner(limits(null, null, null, null, "30s", "256Mi", "2s"));
        assertThat(verdict(planner, app("a", 1, spec("a.example", timeout, memory, cpu))))
                .startsWith(expected);
    }

    @Test
    void whatIsLeftOutIsAtMostTheLimit() {
        Planner planner = planner(limits(null, null, null, null, "1s", "64Mi", "500ms"));
        DesiredSet set = planner.next(List.of(app("a", 1, inline("a.example", "x"))), 1_000);

        DesiredApp app = ((Entry.Serve) set.byHostname().get("a.example")).app();
        assertThat(app.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(app.memoryMb()).isEqualTo(64);
        assertThat(app.cpu()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void theSmallestLimitOfAllRulesHolds() {
        Planner planner = planner(
                limits(null, null, null, null, "30s", null, null), limits(null, null, null, null, "10s", "1Gi", null));
        NanoApp app = app("a", 1, spec("a.example", "11s", null, null));
        assertThat(verdict(planner, app)).startsWith("LimitExceeded");
        assertThat(verdict(planner, edited(app, spec("a.example", "10s", "1Gi", null))))
                .isEqualTo("Accepted");
    }

    @Test
    void codeHasALimitEachAndTogether() {
        NanoApp small = app("small", 1, spec("small.example", null, null, null));
        NanoApp large = app("large", 2, inline("large.example", "é".repeat(1_500)));
        assertThat(verdict(planner(limits(null, null, null, "2k", null, null, null)), small))
                .isEqualTo("Accepted");
        assertThat(verdict(planner(limits(null, null, null, "2k", null, null, null)), large))
                .startsWith("LimitExceeded code: 3000 bytes (expected: at most 2000 bytes");
        assertThat(verdict(planner(limits(null, null, "4k", null, null, null, null)), large, small))
                .isEqualTo("Accepted");
        assertThat(verdict(planner(limits(null, null, "3k", null, null, null, null)), large, small))
                .startsWith("QuotaExceeded Namespace team may not have more than 3000 bytes of code");
    }

    @Test
    void theOldestFitIntoTheQuotaAndOthersFollowWhenThereIsRoom() {
        Planner planner = planner(limits(2, null, null, null, null, null, null));
        NanoApp a = app("c", 1, inline("c.example", "x"));
        NanoApp b = app("b", 2, inline("b.example", "x"));
        NanoApp c = app("a", 3, inline("a.example", "x"));
        assertThat(verdict(planner, c, b, a))
                .startsWith("QuotaExceeded Namespace team may not have more than 2 NanoApps");
        assertThat(verdict(planner, b, a, c)).isEqualTo("Accepted");
        assertThat(verdict(planner, c, a)).isEqualTo("Accepted");
        // Who is in stays, also before one that is older.
        assertThat(verdict(planner, b, a, c)).startsWith("QuotaExceeded");
        NanoApp other = app("other", "a", 9, inline("other.example", "x"));
        assertThat(verdict(planner, other, a, c, b)).isEqualTo("Accepted");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNanoAppThatGrowsDoesNotPushOutTheOthers(boolean isRestarted) {
        Limits quota = limits(null, "256Mi", null, null, null, null, null);
        NanoApp a = reported(app("a", 1, ofMemory("a.example", "128Mi")), true, "Accepted");
        NanoApp b = reported(app("b", 2, ofMemory("b.example", "128Mi")), true, "Accepted");
        Planner planner = planner(quota);
        planner.next(List.of(a, b), 1_000);
        NanoApp grown = edited(a, ofMemory("a.example", "192Mi"));
        grown.setStatus(a.getStatus());
        if (isRestarted) {
            planner = planner(quota);
        }
        DesiredSet set = planner.next(List.of(grown, b), 1_001);

        assertThat(verdict(set, b)).isEqualTo("Accepted");
        assertThat(verdict(set, grown)).startsWith("QuotaExceeded").contains("limits.totalMemory");
    }

    /** Nor does one that is not served use up anything. */
    @Test
    void whatTheNamespaceMayNotUseDoesNotCount() {
        Planner planner = planner(limits(1, null, null, null, "1s", null, null));
        NanoApp barred = app("barred", 1, spec("barred.example", "2s", null, null));
        NanoApp app = app("a", 2, inline("a.example", "x"));
        assertThat(verdict(planner, app, barred)).isEqualTo("Accepted");
    }

    @Test
    void whoHasNoRoomDoesNotBlockItsHostname() {
        Planner planner = planner(limits(1, null, null, null, null, null, null));
        NanoApp first = app("a", 1, inline("a.example", "x"));
        NanoApp second = app("b", 2, inline("shop.example", "x"));
        NanoApp other = app("other", "shop", 3, inline("shop.example", "x"));
        assertThat(verdict(planner, other, first, second)).isEqualTo("Accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.0/16", "127.0.0.1", "169.254.169.254", "db.internal", "::1", "0.0.0.0/0"})
    void withoutAPolicyThereIsNoEgressToWhatIsNotPublic(String entry) {
        var planner = new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO);
        assertThat(verdict(planner, app("a", 1, spec("a.example", null, null, null, entry))))
                .startsWith("LimitExceeded egress: " + entry)
                .contains("limits.egress of a policy rule for namespace team", "allows nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.1.0.0/16, true",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 10.1.2.3:5432, true",
        "10.1.2.3:5432, 10.1.2.3:5432, true",
        "10.1.2.3:5432, 10.1.2.3, false",
        "10.1.2.3:5432, 10.1.2.3:5433, false",
        "10.0.0.0/8, 10.0.0.0/7, false",
        "10.0.0.0/8, 11.0.0.0/8, false",
        "10.0.0.0/8, db.internal, false",
        "fd00::/8, fd12:3456::/32, true",
        "fd00::/8, [fd12::1]:443, true",
        "fd00::/8, [fd12::/16]:443, true",
        "[fd00::/8]:443, [fd12::1]:443, true",
        "[fd00::/8]:443, fd12::1, false",
        "10.0.0.0/8:443, 10.1.0.0/16:443, true",
        "10.0.0.0/8:443, 10.1.0.0/16, false",
        "fd00::/8, fe80::1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
        "10.0.0.0/8, ::ffff:10.1.0.0/112, true",
        "0.0.0.0/0, ::ffff:127.0.0.1, false",
        "0.0.0.0/0, 192.168.1.0/24, true",
        "0.0.0.0/0, 0.0.0.0/0, false",
        "0.0.0.0/0, 127.0.0.1, false",
        "0.0.0.0/0, 169.254.169.254, false",
        "0.0.0.0/0, 96.0.0.0/3, false",
        "::/0, ::1, false",
        "::/0, fe80::1, false",
        "169.254.169.254, 169.254.169.254, true",
        "127.0.0.0/8, 127.0.0.1, true",
        "db.internal, db.internal, true",
        "db.internal, DB.internal:443, true",
        "db.internal:443, db.internal:443, true",
        "db.internal:443, db.internal, false",
        "db.internal, a.db.internal, false",
        "*.internal, db.internal, true",
        "*.internal, *.db.internal, true",
        "*.internal, internal, false",
        "*.internal, evilinternal, false",
        "db.internal, *.internal, false"
    })
    void egressHasToBeCoveredByThePolicy(String allowed, String named, boolean isAllowed) {
        Planner planner = planner(limits(null, null, null, null, null, null, null, allowed));
        String verdict = verdict(planner, app("a", 1, spec("a.example", null, null, null, named)));
        assertThat(verdict).startsWith(isAllowed ? "Accepted" : "LimitExceeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x7f.1",
                "2130706433",
                "0177.0.0.1",
                "127.1",
                "10.0.0.0/33",
                "10.0.0.256",
                "db.internal:0",
                "db.internal:0443",
                "db.internal:65536",
                "[10.0.0.1]:443",
                "[::1",
                "::1/129",
                "*",
                "*.*.internal",
                "a..b",
                "http://db.internal",
                "10.0.0.0/8/8",
                "1.2.3.4.5"
            })
    void whatIsNeitherARangeNorAHostIsInvalid(String entry) {
        Planner planner = planner(limits(null, null, null, null, null, null, null, "0.0.0.0/0", "*.internal"));
        assertThat(verdict(planner, app("a", 1, spec("a.example", null, null, null, entry))))
                .startsWith("InvalidSpec egress: " + entry + " (expected: an address range");
    }

    @ParameterizedTest
    @CsvSource({
        "hello, team/hello",
        "web/hello, team/web/hello",
        "/shared/hello, shared/hello",
        "/team/hello, team/hello",
        "/other/hello, PathNotAllowed",
        "/sharedfolder, PathNotAllowed",
        "/teammate/hello, PathNotAllowed",
        "/team, PathNotAllowed",
        "../other/hello, InvalidSpec",
        "/shared/../other, InvalidSpec",
        "web/..\\..\\other, InvalidSpec",
        "//other, InvalidSpec",
        "/, InvalidSpec",
        "., InvalidSpec"
    })
    void aPathIsInsideTheDirectoryOfTheNamespace(String path, String expected) {
        DesiredSet set = planner(Limits.NONE).next(List.of(app("a", 1, path("a.example", path))), 1_000);
        String directory = set.byHostname().get("a.example") instanceof Entry.Serve(DesiredApp app)
                ? ((AppCode.Directory) app.code()).path()
                : verdict(set, app("a", 1, path("a.example", path))).split(" ")[0];
        assertThat(directory).isEqualTo(expected);
    }
}
