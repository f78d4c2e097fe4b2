package dev.nano.operator.desired;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.configMap;
import static dev.nano.operator.desired.Apps.edited;
import static dev.nano.operator.desired.Apps.inline;
import static dev.nano.operator.desired.Apps.path;
import static dev.nano.operator.desired.Apps.withSecret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.CodeSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private final FakeSources sources = new FakeSources();
    private Planner planner = planner(Policy.ALLOW_ALL);
    private long now = 1_000;

    private Planner planner(Policy policy) {
        return new Planner(sources, policy, namespace -> Map.of("team", namespace), Duration.ofMillis(100));
    }

    private DesiredSet plan(NanoApp... apps) {
        return planner.next(List.of(apps), now);
    }

    private static Verdict verdict(DesiredSet set, String name) {
        return set.verdicts().get(new AppKey("team", name));
    }

    private static Verdict.Rejected rejected(DesiredSet set, String name) {
        return (Verdict.Rejected) verdict(set, name);
    }

    private static String owner(DesiredSet set, String hostname) {
        return ((Entry.Serve) set.byHostname().get(hostname)).app().key().name();
    }

    @Test
    void theOldestGetsTheHostnameAndTheOthersAreToldWhoHasIt() {
        DesiredSet set = plan(
                app("young", 3, inline("h.example", "young")),
                app("old", 1, inline("h.example", "old")),
                app("middle", 2, inline("h.example", "middle")));

        assertThat(owner(set, "h.example")).isEqualTo("old");
        assertThat(set.byHostname()).hasSize(1);
        assertThat(rejected(set, "young").reason()).isEqualTo(Reason.HostnameConflict);
        assertThat(rejected(set, "middle").message())
                .isEqualTo(
                        "Hostname h.example is already claimed by NanoApp team/old; it is reassigned when that NanoApp"
                                + " releases it.");
    }

    @Test
    void ofTwoOfTheSameAgeTheFirstByNameGetsIt() {
        DesiredSet set = plan(app("b", 1, inline("h.example", "b")), app("a", 1, inline("h.example", "a")));

        assertThat(owner(set, "h.example")).isEqualTo("a");
    }

    @Test
    void theNextTakesOverAtOnceWhenTheWinnerGoes() {
        NanoApp old = app("old", 1, inline("h.example", "old"));
        NanoApp young = app("young", 2, inline("h.example", "young"));
        plan(old, young);

        DesiredSet set = plan(young);

        assertThat(owner(set, "h.example")).isEqualTo("young");
        assertThat(verdict(set, "young")).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aHostnameThatIsGivenUpLingersSoThatSwapsLeaveNoGap() {
        NanoApp a = app("a", 1, inline("a.example", "a"));
        NanoApp b = app("b", 2, inline("b.example", "b"));
        plan(a, b);

        // The first half of the swap: a.example is nobody's.
        DesiredSet half = plan(edited(a, inline("b.example", "a")), b);
        assertThat(half.byHostname().get("a.example")).isEqualTo(new Entry.Keep(null));
        assertThat(owner(half, "b.example")).isEqualTo("a");
        assertThat(planner.wakeAt()).isEqualTo(now + 100);

        now += 50;
        DesiredSet whole = plan(edited(a, inline("b.example", "a")), edited(b, inline("a.example", "b")));
        assertThat(owner(whole, "a.example")).isEqualTo("b");
        assertThat(owner(whole, "b.example")).isEqualTo("a");
        assertThat(planner.wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void afterAWhileAHostnameThatNobodyClaimsIsGone() {
        plan(app("a", 1, inline("a.example", "a")));
        assertThat(plan().byHostname()).containsOnlyKeys("a.example");
        now += 100;
        assertThat(plan().byHostname()).isEmpty();
        assertThat(planner.wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsBeingDeletedIsNotDesired() {
        NanoApp a = app("a", 1, inline("a.example", "a"));
        a.getMetadata().setDeletionTimestamp("2026-01-01T00:01:00Z");
        assertThat(plan(a).byHostname()).isEmpty();
    }

    @Test
    void codeComesFromAConfigMapAndChangesWithIt() {
        sources.configMap("code", Map.of("index.js", "one"));
        NanoApp a = app("a", 1, configMap("a.example", "code"));
        Entry one = plan(a).byHostname().get("a.example");

        sources.configMap("code", Map.of("index.js", "two"));
        Entry two = plan(a).byHostname().get("a.example");

        assertThat(two).isInstanceOf(Entry.Serve.class).isNotEqualTo(one);
    }

    /** A newer CRD may have other kinds of source; an app without its code or a value would be worse than none. */
    @Test
    void aKindOfSourceThatIsNotKnownIsToldAndWhatWasServedStays() {
        NanoApp a = app("a", 1, inline("a.example", "one"));
        Entry served = plan(a).byHostname().get("a.example");

        assertIsOfALaterRelease(a, served, new CodeSource(null, null), List.of(), "source: of a kind");
        CodeSource code = a.getSpec().source();
        assertIsOfALaterRelease(
                a, served, code, List.of(new EnvVar("KEY", null, new EnvVarSource(null, null))), "env KEY: of a kind");
        assertIsOfALaterRelease(a, served, code, List.of(new EnvVar("KEY", null, null)), "env KEY: of a kind");
    }

    private void assertIsOfALaterRelease(
            NanoApp app, Entry served, CodeSource source, List<EnvVar> env, String message) {
        DesiredSet set =
                plan(edited(app, new NanoAppSpec("a.example", null, source, null, null, null, List.of(), env)));

        assertThat(set.byHostname().get("a.example")).isEqualTo(served);
        assertThat(rejected(set, "a").reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(rejected(set, "a").message()).startsWith(message);
    }

    @Test
    void aMissingConfigMapIsNamedAndWhatWasServedStays() {
        sources.configMap("code", Map.of("index.js", "one"));
        NanoApp a = app("a", 1, configMap("a.example", "code"));
        Entry served = plan(a).byHostname().get("a.example");

        sources.remove(Sources.Kind.CONFIG_MAP, "code");
        DesiredSet set = plan(a);

        assertThat(set.byHostname().get("a.example")).isEqualTo(served);
        assertThat(rejected(set, "a").reason()).isEqualTo(Reason.SourceNotFound);
        assertThat(rejected(set, "a").message()).contains("there is no ConfigMap code in the namespace team");
        assertThat(rejected(set, "a").previous()).isNotNull();
    }

    @Test
    void afterARestartPodsKeepWhatTheyHaveWhileTheSourceIsMissing() {
        DesiredSet set = plan(app("a", 1, configMap("a.example", "code")));
        assertThat(set.byHostname().get("a.example")).isEqualTo(new Entry.Keep(new AppKey("team", "a")));
    }

    @Test
    void whoHasNoSourceDoesNotKeepSomebodyElsesAppServing() {
        NanoApp winner = app("winner", 1, inline("h.example", "winner"));
        NanoApp heir = app("heir", 2, configMap("h.example", "missing"));
        plan(winner, heir);

        // As long as nobody knows whether it is one half of a swap.
        assertThat(plan(heir).byHostname().get("h.example")).isEqualTo(new Entry.Keep(null));
        assertThat(planner.wakeAt()).isEqualTo(now + 100);
        now += 100;
        Entry.Keep keep = (Entry.Keep) plan(heir).byHostname().get("h.example");
        assertThat(keep.allows("team/heir")).isTrue();
        assertThat(keep.allows("team/winner")).isFalse();
        assertThat(planner.wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatTheOperatorDoesNotUnderstandGoesOnAsItWas() {
        NanoApp a = app("a", 1, inline("a.example", "a"));
        Entry served = plan(a).byHostname().get("a.example");
        NanoApp odd = edited(a, new NanoAppSpec("a.example", "a", null, "fortnight", null, null, List.of(), List.of()));

        DesiredSet set = plan(odd);

        assertThat(rejected(set, "a").reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(rejected(set, "a").previous()).isNotNull();
        assertThat(set.byHostname().get("a.example")).isEqualTo(served);
    }

    @Test
    void aSourceThatHasNotBeenReadIsWaitedFor() {
        sources.unread(Sources.Kind.CONFIG_MAP, "code");
        DesiredSet set = plan(app("a", 1, configMap("a.example", "code")));
        assertThat(verdict(set, "a")).isInstanceOf(Verdict.Pending.class);
        assertThat(set.byHostname().get("a.example")).isEqualTo(new Entry.Keep(new AppKey("team", "a")));
    }

    @Test
    void aConfigMapWithoutIndexJsIsInvalid() {
        sources.configMap("code", Map.of("main.js", "one"));
        DesiredSet set = plan(app("a", 1, configMap("a.example", "code")));
        assertThat(rejected(set, "a").reason()).isEqualTo(Reason.InvalidSource);
        assertThat(rejected(set, "a").message())
                .isEqualTo("ConfigMap code has no key index.js, which the app starts with");
    }

    @Test
    void valuesOfSecretsAreInTheAppButInNoText() {
        sources.secret("keys", Map.of("api", "aHVzaC1odXNo"));
        DesiredSet set = plan(app("a", 1, withSecret("a.example", "keys", "api")));

        Entry.Serve serve = (Entry.Serve) set.byHostname().get("a.example");
        assertThat(serve.app().env()).containsEntry("KEY", "hush-hush");
        assertThat(set.toString()).doesNotContain("hush-hush").doesNotContain("aHVzaC1odXNo");
    }

    @Test
    void whatIsShownOfASecretCannotBeGuessedFrom() {
        sources.secret("keys", Map.of("api", "MTIz"));
        DesiredApp one = served(plan(app("a", 1, withSecret("a.example", "keys", "api"))), "a.example");
        DesiredApp again = served(plan(app("a", 1, withSecret("a.example", "keys", "api"))), "a.example");
        sources.secret("keys", Map.of("api", "MTI0"));
        DesiredApp other = served(plan(app("a", 1, withSecret("a.example", "keys", "api"))), "a.example");

        assertThat(one.publicDigest())
                .matches("sha256:[0-9a-f]{64}")
                .isNotEqualTo(one.digest())
                .isEqualTo(again.publicDigest())
                .isNotEqualTo(other.publicDigest());
        assertThat(one.toString()).doesNotContain(one.digest());
        DesiredApp plain = served(plan(app("b", 2, inline("b.example", "x"))), "b.example");
        assertThat(plain.publicDigest()).isEqualTo(plain.digest());
    }

    private static DesiredApp served(DesiredSet set, String hostname) {
        return ((Entry.Serve) set.byHostname().get(hostname)).app();
    }

    @Test
    void aMissingKeyIsNamedWithoutAnyValue() {
        sources.secret("keys", Map.of("other", "aHVzaC1odXNo"));
        DesiredSet set = plan(app("a", 1, withSecret("a.example", "keys", "api")));
        assertThat(rejected(set, "a").message()).isEqualTo("env KEY: Secret keys has no key api");
    }

    @Test
    void aSecretThatIsNoTextIsInvalid() {
        sources.secret("keys", Map.of("api", "/w=="));
        DesiredSet set = plan(app("a", 1, withSecret("a.example", "keys", "api")));
        assertThat(rejected(set, "a").message()).isEqualTo("env KEY: key api of Secret keys is not text in UTF-8");
    }

    @Test
    void thePolicyDecidesWhoMayUseWhichHostname() {
        planner = planner(new Policy(
                List.of(new Policy.Rule(List.of("team"), Map.of(), List.of("*.team.example"), List.of("/shared")))));

        DesiredSet set = plan(
                app("a", 1, inline("a.team.example", "a")),
                app("b", 1, inline("other.example", "b")),
                app("c", 1, path("c.team.example", "/shared/c")),
                app("d", 1, path("d.team.example", "/sharedwork")));

        assertThat(set.byHostname()).containsOnlyKeys("a.team.example", "c.team.example");
        assertThat(rejected(set, "b").reason()).isEqualTo(Reason.HostnameNotAllowed);
        assertThat(rejected(set, "b").message())
                .isEqualTo("Namespace team may not use hostname other.example; its policy rules allow *.team.example.");
        assertThat(rejected(set, "d").reason()).isEqualTo(Reason.PathNotAllowed);
    }

    @Test
    void aRuleWithNamesAndLabelsTakesBoth() {
        assertThat(ownerUnder(List.of("team"), Map.of("team", "team"))).isEqualTo("a");
        assertThat(ownerUnder(List.of("team"), Map.of("team", "other"))).isNull();
        assertThat(ownerUnder(List.of("other"), Map.of("team", "team"))).isNull();
        assertThat(ownerUnder(List.of("*"), Map.of("team", "other"))).isNull();
        assertThat(ownerUnder(List.of(), Map.of())).isNull();
    }

    private @Nullable String ownerUnder(List<String> namespaces, Map<String, String> labels) {
        planner = planner(new Policy(List.of(new Policy.Rule(namespaces, labels, List.of("*"), List.of("*")))));
        DesiredSet set = plan(app("a", 1, inline("a.example", "a")));
        return set.byHostname().isEmpty() ? null : owner(set, "a.example");
    }

    @Test
    void whoMayNotHaveAHostnameDoesNotBlockIt() {
        planner = planner(new Policy(
                List.of(new Policy.Rule(List.of(), Map.of("team", "team"), List.of("h.example"), List.of("*")))));
        NanoApp stranger = app("old", 1, inline("h.example", "old"));
        stranger.getMetadata().setNamespace("strangers");

        DesiredSet set = plan(stranger, app("young", 2, inline("h.example", "young")));

        assertThat(owner(set, "h.example")).isEqualTo("young");
    }

    @Test
    void theDigestIsTheOneOfTheContract() {
        DesiredSet set = plan(app("a", 1, inline("a.example", "x")));
        // printf 'name=6:team/a\nhostname=9:a.example\n...' | sha256sum, see docs/admin-api.yaml
        assertThat(((Entry.Serve) set.byHostname().get("a.example")).app().digest())
                .isEqualTo("sha256:" + DIGEST);
    }

    private static final String DIGEST = "5ddaccaec4726563c90d1ddae947dc433aa3235a77df34db1de6ae47667476f9";
}
