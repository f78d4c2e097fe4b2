package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.api.CodeSource;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import dev.nano.operator.desired.EgressEntry;
import dev.nano.operator.desired.Limits;
import dev.nano.operator.desired.Policy;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a namespace tries with NanoApps to get what belongs to another one. Its name comes first, which decides between equals. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class PropertyIT {

    private static final String OWNER = "property-owner";
    private static final String THIEF = "a-property-thief";

    private Scene scene;
    private KubernetesClient client;
    private @Nullable NanoOperator operator;

    @BeforeEach
    void start(ApiServer server, Runtimes runtimes) throws IOException {
        scene = new Scene(server, runtimes, OWNER);
        scene.namespace(THIEF);
        client = scene.newClient();
        restart(Policy.ALLOW_ALL);
    }

    @AfterEach
    void stop() {
        if (operator != null) {
            operator.close();
        }
        scene.server.client().resources(NanoApp.class).inNamespace(THIEF).delete();
        scene.close();
        client.close();
    }

    private void restart(Policy policy) throws IOException {
        if (operator != null) {
            operator.close();
        }
        operator = NanoOperator.start(scene.settings(client, policy, Set.of(OWNER, THIEF)));
    }

    private void conflict(String name) {
        scene.awaitCondition(THIEF, name, "Accepted", "False HostnameConflict");
    }

    @Test
    void aHostnameThatIsServedIsNotTakenInTheSameSecondNorByARestart() throws IOException {
        // Both are created within one second; which second that is, is up to the clock of the API server.
        String hostname = null;
        for (int i = 0; hostname == null; i++) {
            assertThat(i).as("tries").isLessThan(30);
            String next = "shop" + i + ".property";
            Instant second = Instant.now();
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> Instant.now().getEpochSecond() > second.getEpochSecond());
            NanoApp owner = scene.apply("shop" + i, inline(next, saying("owner")));
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> !scene.condition(owner.getMetadata().getName(), "Accepted")
                                    .equals("old")
                            || isLaterThan(owner));
            NanoApp thief = scene.apply(THIEF, "shop" + i, inline(next, saying("thief")));
            boolean isSameSecond = thief.getMetadata()
                    .getCreationTimestamp()
                    .equals(owner.getMetadata().getCreationTimestamp());
            hostname = isSameSecond && scene.condition("shop" + i, "Accepted").equals("True Accepted") ? next : null;
        }
        String name = hostname.substring(0, hostname.indexOf('.'));
        conflict(name);
        scene.awaitReady(name);
        scene.awaitAnswer(hostname, "200 owner");

        restart(Policy.ALLOW_ALL);
        scene.apply("after", inline("after.property", saying("after")));
        scene.awaitReady("after");
        scene.awaitAnswer(hostname, "200 owner");
        assertThat(scene.condition(THIEF, name, "Accepted")).isEqualTo("False HostnameConflict");
    }

    private static boolean isLaterThan(NanoApp app) {
        return Instant.now().getEpochSecond()
                > Instant.parse(app.getMetadata().getCreationTimestamp()).getEpochSecond();
    }

    @Test
    void anOldNanoAppIsNotEditedOntoTheHostnameOfANewerOne() throws IOException {
        scene.apply(THIEF, "old", inline("old.property", saying("old")));
        scene.awaitCondition(THIEF, "old", "Ready", "True Served");
        Instant created = Instant.now();
        await().until(() -> Instant.now().getEpochSecond() > created.getEpochSecond());
        scene.apply("newer", inline("newer.property", saying("owner")));
        scene.awaitReady("newer");

        scene.apply(THIEF, "old", inline("newer.property", saying("thief")));
        conflict("old");
        scene.awaitAnswer("newer.property", "200 owner");
        restart(Policy.ALLOW_ALL);
        scene.apply("after", inline("after.property", saying("after")));
        scene.awaitReady("after");
        scene.awaitAnswer("newer.property", "200 owner");
    }

    @Test
    void aWildcardReservesTheNamesBelowIt() throws IOException {
        scene.apply("all", inline("*.wild.property", saying("owner")));
        scene.awaitReady("all");
        scene.apply(THIEF, "pay", inline("pay.wild.property", saying("thief")));
        scene.apply(THIEF, "below", inline("*.pay.wild.property", saying("thief")));
        conflict("pay");
        conflict("below");
        scene.apply("mine", inline("mine.wild.property", saying("mine")));
        scene.awaitReady("mine");
        scene.awaitAnswer("pay.wild.property", "200 owner");
        scene.awaitAnswer("a.pay.wild.property", "200 owner");
        scene.awaitAnswer("mine.wild.property", "200 mine");

        restart(Policy.ALLOW_ALL);
        scene.apply("after", inline("after.property", saying("after")));
        scene.awaitReady("after");
        scene.awaitAnswer("pay.wild.property", "200 owner");
    }

    @Test
    void namesOfTheClusterAndWholeDomainsAreNobodys() {
        scene.apply(THIEF, "local", inline("localhost", saying("thief")));
        scene.apply(THIEF, "service", inline("nano-runtime.nano.svc", saying("thief")));
        scene.apply(THIEF, "com", inline("*.com", saying("thief")));
        for (String name : List.of("local", "service", "com")) {
            scene.awaitCondition(THIEF, name, "Accepted", "False HostnameNotAllowed");
        }
    }

    @Test
    void aPathIsInsideTheDirectoryOfItsNamespace() throws IOException {
        write(scene.appsFolder.resolve(OWNER).resolve("shop"), saying("owner"));
        write(scene.appsFolder.resolve("property-shared").resolve("shop"), saying("shared"));
        scene.apply("own", path("own.property", "shop"));
        scene.awaitReady("own");
        scene.awaitAnswer("own.property", "200 owner");

        scene.apply(THIEF, "relative", path("relative.property", "shop"));
        scene.awaitCondition(THIEF, "relative", "Programmed", "False LoadFailed");
        scene.apply(THIEF, "named", path("named.property", OWNER + "/shop"));
        scene.awaitCondition(THIEF, "named", "Programmed", "False LoadFailed");
        scene.apply(THIEF, "absolute", path("absolute.property", "/" + OWNER + "/shop"));
        scene.awaitCondition(THIEF, "absolute", "Accepted", "False PathNotAllowed");

        restart(new Policy(
                List.of(new Policy.Rule(List.of("*"), Map.of(), List.of("*.property"), List.of("/property-shared")))));
        scene.apply(THIEF, "shared", path("shared.property", "/property-shared/shop"));
        scene.awaitCondition(THIEF, "shared", "Ready", "True Served");
        scene.awaitAnswer("shared.property", "200 shared");
        scene.awaitCondition(THIEF, "absolute", "Accepted", "False PathNotAllowed");
    }

    private static void write(Path directory, String code) throws IOException {
        Files.writeString(Files.createDirectories(directory).resolve("index.js"), code);
    }

    private static NanoAppSpec path(String hostname, String path) {
        return new NanoAppSpec(hostname, path, null, null, null, null, List.of(), List.of());
    }

    @Test
    void aNamespaceGetsNoMoreThanItsLimits() throws IOException {
        restart(new Policy(List.of(new Policy.Rule(
                List.of("*"),
                Map.of(),
                List.of("*.property"),
                null,
                List.of(),
                new Limits(
                        2,
                        256,
                        null,
                        null,
                        Duration.ofSeconds(10),
                        128,
                        Duration.ofSeconds(1),
                        List.of(EgressEntry.parse("10.1.0.0/16")))))));
        scene.apply(THIEF, "slow", limited("slow.property", "11s", null, null));
        scene.apply(THIEF, "large", limited("large.property", null, "129Mi", null));
        scene.apply(THIEF, "busy", limited("busy.property", null, null, "2s"));
        scene.apply(THIEF, "metadata", limited("metadata.property", null, null, null, "169.254.169.254"));
        scene.apply(THIEF, "others", limited("others.property", null, null, null, "10.2.0.1"));
        for (String name : List.of("slow", "large", "busy", "metadata", "others")) {
            scene.awaitCondition(THIEF, name, "Accepted", "False LimitExceeded");
        }
        scene.apply(THIEF, "one", limited("one.property", null, "128Mi", null));
        scene.awaitCondition(THIEF, "one", "Accepted", "True Accepted");
        scene.apply(THIEF, "two", limited("two.property", null, "128Mi", null));
        scene.awaitCondition(THIEF, "two", "Accepted", "True Accepted");
        scene.apply(THIEF, "three", limited("three.property", null, "16Mi", null));
        scene.awaitCondition(THIEF, "three", "Accepted", "False QuotaExceeded");
        // What it may not have keeps no other from it, and its own quota nobody else.
        scene.apply("three", limited("three.property", null, "128Mi", null));
        scene.awaitCondition(OWNER, "three", "Accepted", "True Accepted");
        for (String name : List.of("one", "three")) {
            scene.server
                    .client()
                    .resources(NanoApp.class)
                    .inNamespace(THIEF)
                    .withName(name)
                    .delete();
        }
        scene.apply(THIEF, "four", limited("four.property", null, "128Mi", null));
        scene.awaitCondition(THIEF, "four", "Accepted", "True Accepted");
        assertThat(operator).isNotNull();
        assertThat(operator.healthz()).isNull();
    }

    private static NanoAppSpec limited(
            String hostname,
            @Nullable String timeout,
            @Nullable String memory,
            @Nullable String cpu,
            String... egress) {
        return new NanoAppSpec(
                hostname,
                null,
                new CodeSource(Map.of("index.js", saying("limited")), null),
                timeout,
                memory == null ? null : new Quantity(memory),
                cpu,
                List.of(egress),
                List.of());
    }
}
