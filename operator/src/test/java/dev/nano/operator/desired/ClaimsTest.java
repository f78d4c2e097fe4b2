package dev.nano.operator.desired;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.configMap;
import static dev.nano.operator.desired.Apps.edited;
import static dev.nano.operator.desired.Apps.inline;
import static dev.nano.operator.desired.Apps.reported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostnames are property: who has one keeps it, against NanoApps of every age in every other namespace. */
class ClaimsTest {

    private final FakeSources sources = new FakeSources();

    private Planner planner(Policy policy) {
        return new Planner(sources, policy, namespace -> Map.of(), Duration.ofMillis(100));
    }

    private static DesiredSet plan(Planner planner, NanoApp... apps) {
        // The order in which an informer lists them means nothing.
        List<NanoApp> shuffled = Arrays.asList(apps.clone());
        Collections.shuffle(shuffled);
        return planner.next(shuffled, 1_000);
    }

    private static String accepted(DesiredSet set, NanoApp app) {
        return switch (set.verdicts().get(AppKey.of(app))) {
            case Verdict.Accepted _ -> "Accepted";
            case Verdict.Rejected rejected -> rejected.reason().name();
            case Verdict.Pending _ -> "Pending";
        };
    }

    private static String message(DesiredSet set, NanoApp app) {
        return ((Verdict.Rejected) set.verdicts().get(AppKey.of(app))).message();
    }

    /** Times have whole seconds: the thief was created 0.6 s later, and its name comes first. */
    @Test
    void ofTwoOfTheSameSecondTheOneThatServesKeepsIt() {
        NanoApp owner = app("z-owner", "shop", 7, inline("shop.example.com", "owner"));
        NanoApp thief = app("a-thief", "shop", 7, inline("shop.example.com", "thief"));
        Planner planner = planner(Policy.ALLOW_ALL);
        plan(planner, owner);

        assertThat(accepted(plan(planner, owner, thief), thief)).isEqualTo("HostnameConflict");
        NanoApp second = app("z-owner", "a-second", 7, inline("shop.example.com", "second"));
        DesiredSet set = plan(planner, owner, thief, second);
        assertThat(accepted(set, owner)).isEqualTo("Accepted");
        assertThat(accepted(set, second)).isEqualTo("HostnameConflict");
    }

    @Test
    void alsoAfterARestartOfTheOperatorBecauseItsStatusSaysSo() {
        NanoApp owner = reported(app("z-owner", "shop", 7, inline("shop.example.com", "owner")), true, "Accepted");
        NanoApp thief =
                reported(app("a-thief", "shop", 7, inline("shop.example.com", "thief")), false, "HostnameConflict");

        DesiredSet set = plan(planner(Policy.ALLOW_ALL), owner, thief);

        assertThat(accepted(set, owner)).isEqualTo("Accepted");
        assertThat(accepted(set, thief)).isEqualTo("HostnameConflict");
    }

    @Test
    void aHostnameWhoseSourceIsMissingIsKeptOverARestartToo() {
        NanoApp owner =
                reported(app("z-owner", "shop", 7, configMap("shop.example.com", "gone")), false, "SourceNotFound");
        NanoApp thief = app("a-thief", "shop", 7, inline("shop.example.com", "thief"));

        assertThat(accepted(plan(planner(Policy.ALLOW_ALL), owner, thief), thief))
                .isEqualTo("HostnameConflict");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOldNanoAppCannotBeEditedOntoAHostnameOfAnotherNamespace(boolean isRestarted) {
        NanoApp old = reported(app("thief", "old", 1, inline("old.example.com", "old")), true, "Accepted");
        NanoApp owner = reported(app("owner", "shop", 9, inline("shop.example.com", "owner")), true, "Accepted");
        Planner planner = planner(Policy.ALLOW_ALL);
        plan(planner, old, owner);
        NanoApp moved = edited(old, inline("shop.example.com", "thief"));
        moved.setStatus(old.getStatus());
        if (isRestarted) {
            planner = planner(Policy.ALLOW_ALL);
        }

        DesiredSet set = plan(planner, moved, owner);

        assertThat(accepted(set, owner)).isEqualTo("Accepted");
        assertThat(accepted(set, moved)).isEqualTo("HostnameConflict");
    }

    @Test
    void aHostnameStaysInItsNamespaceWhenOneOfItsNanoAppsGoes() {
        NanoApp owner = app("owner", "blue", 5, inline("shop.example.com", "blue"));
        NanoApp heir = app("owner", "green", 6, inline("shop.example.com", "green"));
        Planner planner = planner(Policy.ALLOW_ALL);
        plan(planner, owner, heir);
        NanoApp squatter = app("squatter", "shop", 1, inline("shop.example.com", "squatter"));
        plan(planner, owner, heir, squatter);

        assertThat(accepted(plan(planner, heir, squatter), heir)).isEqualTo("Accepted");
        assertThat(accepted(plan(planner, squatter), squatter)).isEqualTo("Accepted");
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.com, shop.example.com",
        "*.example.com, a.shop.example.com",
        "*.example.com, *.shop.example.com",
        "*.shop.example.com, pay.shop.example.com"
    })
    void aWildcardReservesTheNamesBelowIt(String wildcard, String name) {
        NanoApp owner = app("owner", "all", 2, inline(wildcard, "owner"));
        NanoApp thief = app("thief", "one", 3, inline(name, "thief"));
        DesiredSet set = plan(planner(Policy.ALLOW_ALL), owner, thief);

        assertThat(accepted(set, thief)).isEqualTo("HostnameConflict");
        assertThat(message(set, thief)).contains("reserved by the wildcard " + wildcard + " of NanoApp owner/all");
        assertThat(set.byHostname()).containsOnlyKeys(wildcard);
        // Within the namespace it is as ever.
        NanoApp own = app("owner", "one", 4, inline(name, "owner"));
        assertThat(accepted(plan(planner(Policy.ALLOW_ALL), owner, own), own)).isEqualTo("Accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "example.org", "badexample.com", "*.example.org"})
    void aWildcardReservesNothingElse(String name) {
        NanoApp owner = app("owner", "all", 2, inline("*.example.com", "owner"));
        NanoApp other = app("other", "one", 3, inline(name, "other"));
        assertThat(accepted(plan(planner(Policy.ALLOW_ALL), owner, other), other))
                .isEqualTo("Accepted");
    }

    /** Also one that is older: it was edited, or comes from another cluster's backup. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9})
    void aWildcardThatComesLaterLeavesTheNamesThatOthersHave(int age) {
        NanoApp shop = app("owner", "shop", 3, inline("shop.example.com", "owner"));
        Planner planner = planner(Policy.ALLOW_ALL);
        plan(planner, shop);
        NanoApp wildcard = app("late", "all", age, inline("*.example.com", "late"));
        DesiredSet set = plan(planner, shop, wildcard);

        assertThat(accepted(set, shop)).isEqualTo("Accepted");
        assertThat(accepted(set, wildcard)).isEqualTo("Accepted");
        // From now on the other names are reserved, and the first owner keeps what it has over a restart.
        NanoApp pay = app("owner", "pay", 4, inline("pay.example.com", "owner"));
        assertThat(accepted(plan(planner, shop, wildcard, pay), pay)).isEqualTo("HostnameConflict");
        DesiredSet restarted =
                plan(planner(Policy.ALLOW_ALL), reported(shop, true, "Accepted"), reported(wildcard, true, "Accepted"));
        assertThat(restarted.byHostname()).containsOnlyKeys("shop.example.com", "*.example.com");
    }

    @Test
    void aThiefDoesNotGetAReservedNameByARestart() {
        NanoApp wildcard = reported(app("owner", "all", 9, inline("*.example.com", "owner")), true, "Accepted");
        NanoApp thief =
                reported(app("thief", "shop", 1, inline("shop.example.com", "thief")), false, "HostnameConflict");
        assertThat(accepted(plan(planner(Policy.ALLOW_ALL), wildcard, thief), thief))
                .isEqualTo("HostnameConflict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.com",
                "*.co.uk",
                "*.org.au",
                "localhost",
                "app.localhost",
                "*.localhost",
                "nano-runtime.nano.svc",
                "*.svc",
                "*.nano.svc",
                "kubernetes.default.svc.cluster.local",
                "*.cluster.local",
                "cluster.local"
            })
    void withoutAPolicyNobodyTakesAWholeDomainOrANameOfTheCluster(String hostname) {
        NanoApp app = app("team", "a", 1, inline(hostname, "a"));
        DesiredSet set = plan(planner(Policy.ALLOW_ALL), app);
        assertThat(accepted(set, app)).isEqualTo("HostnameNotAllowed");
        assertThat(message(set, app)).contains("policy rule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "svc.example.com", "*.example.co.uk", "*.example.com", "localhost.example.com"})
    void otherNamesAreThereForTheFirst(String hostname) {
        NanoApp app = app("team", "a", 1, inline(hostname, "a"));
        assertThat(accepted(plan(planner(Policy.ALLOW_ALL), app), app)).isEqualTo("Accepted");
    }

    @ParameterizedTest
    @CsvSource({
        // pattern of the rule, hostname, what comes of it below the wildcard *.example.com of another namespace
        "shop.example.com, shop.example.com, Accepted",
        "*.shop.example.com, a.shop.example.com, Accepted",
        "*.shop.example.com, *.shop.example.com, Accepted",
        "*.example.com, shop.example.com, HostnameConflict",
        "*, shop.example.com, HostnameConflict",
        "*.com, shop.example.com, HostnameConflict"
    })
    void thePolicyGivesNamesBelowAWildcardOnlyByALongerOne(String pattern, String hostname, String expected) {
        var policy = new Policy(List.of(rule("owner", "*.example.com"), rule("tenant", pattern)));
        NanoApp owner = app("owner", "all", 1, inline("*.example.com", "owner"));
        NanoApp tenant = app("tenant", "shop", 2, inline(hostname, "tenant"));
        assertThat(accepted(plan(planner(policy), owner, tenant), tenant)).isEqualTo(expected);
    }

    @Test
    void aRuleForSeveralNamespacesAllowsNoWildcards() {
        var shared =
                new Policy(List.of(new Policy.Rule(List.of("*"), Map.of(), List.of("*.apps.example.com"), List.of())));
        NanoApp squatter = app("squatter", "all", 1, inline("*.apps.example.com", "squatter"));
        NanoApp tenant = app("tenant", "shop", 2, inline("shop.apps.example.com", "tenant"));
        DesiredSet set = plan(planner(shared), squatter, tenant);
        assertThat(accepted(set, squatter)).isEqualTo("HostnameNotAllowed");
        assertThat(message(set, squatter)).contains("wildcards: true");
        assertThat(accepted(set, tenant)).isEqualTo("Accepted");

        var asked = new Policy(
                List.of(new Policy.Rule(List.of("*"), Map.of(), List.of("*.apps.example.com"), true, List.of(), null)));
        assertThat(accepted(plan(planner(asked), squatter), squatter)).isEqualTo("Accepted");
    }

    @Test
    void namesOfTheClusterTakeARuleThatNamesThem() {
        NanoApp app = app("team", "a", 1, inline("a.team.svc", "a"));
        assertThat(accepted(plan(planner(new Policy(List.of(rule("team", "*")))), app), app))
                .isEqualTo("HostnameNotAllowed");
        assertThat(accepted(plan(planner(new Policy(List.of(rule("team", "a.team.svc")))), app), app))
                .isEqualTo("Accepted");
    }

    private static Policy.Rule rule(String namespace, String hostname) {
        return new Policy.Rule(List.of(namespace), Map.of(), List.of(hostname), List.of());
    }
}
