package dev.nano.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.api.NanoApp;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Apps;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.engine.Engine;
import dev.nano.operator.pod.AdminClient;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.RuntimePod;
import dev.nano.operator.pod.SyncSettings;
import dev.nano.operator.probe.OperatorMetrics;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.javaoperatorsdk.operator.Operator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Statuses on a real API server, by an operator whose Lease runs out when the test says so. */
@ExtendWith(ApiServerExtension.class)
class NanoAppReconcilerIT {

    private static final AppKey KEY = new AppKey("reconciler", "a");
    private static final SyncSettings SYNC = SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final AtomicBoolean mayAct = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void noStatusIsWrittenUnlessTheOperatorMayAct(ApiServer server) {
        server.apply(Path.of("../crds/nanoapps.nano.dev.yaml"));
        Resource<NanoApp> app = apply(server);
        // Nothing is allowed, so that there is something to say at once.
        var planner = new Planner(new FakeSources(), new Policy(List.of()), namespace -> Map.of(), Duration.ZERO);
        Operator sdk = SdkSettings.operator(server.client());
        try (var client = new AdminClient(AdminToken.of("token"), null);
                var metrics = new OperatorMetrics();
                var engine = new Engine(planner, client, SYNC, metrics)) {
            var wakeUps = new StatusWakeUps(new Marker(engine));
            engine.connect(wakeUps::all, wakeUps::wake);
            // Nobody listens there.
            engine.pods(Map.of("pod", RuntimePod.fixed(URI.create("http://127.0.0.1:1"))));
            sdk.register(
                    new NanoAppReconciler(
                            engine,
                            this::mayAct,
                            wakeUps,
                            new LagClock(),
                            new StatusEvents(server.client()),
                            metrics,
                            "http",
                            SYNC.settle()),
                    controller -> SdkSettings.controller(controller, Set.of(KEY.namespace())));
            sdk.start();
            engine.lead();
            await().until(() -> engine.verdict(KEY) != null && engine.views("a.example") != null);

            // Two reconciliations that begin from now on: the first is over when the second begins.
            for (int before = asked.get(), i = 1; i <= 2; i++) {
                int times = before + i;
                wakeUps.wake(Set.of(KEY));
                await().untilAsserted(() -> assertThat(asked).hasValueGreaterThanOrEqualTo(times));
            }
            assertThat(app.get().getStatus()).isNull();

            mayAct.set(true);
            wakeUps.wake(Set.of(KEY));
            await().untilAsserted(() -> assertThat(app.get().getStatus()).isNotNull());
        } finally {
            sdk.stop();
            app.delete();
        }
    }

    private boolean mayAct() {
        asked.incrementAndGet();
        return mayAct.get();
    }

    private static Resource<NanoApp> apply(ApiServer server) {
        server.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(KEY.namespace())
                        .endMetadata()
                        .build())
                .serverSideApply();
        var app = new NanoApp();
        app.getMetadata().setNamespace(KEY.namespace());
        app.getMetadata().setName(KEY.name());
        app.setSpec(Apps.inline("a.example", "code"));
        Resource<NanoApp> resource = server.client().resource(app);
        resource.serverSideApply();
        return resource;
    }

    private record Marker(Engine engine) implements StatusWakeUps.Listener {

        @Override
        public void applied(NanoApp app) {
            engine.markDirty();
        }

        @Override
        public void deleted(AppKey key) {
            engine.markDirty();
        }
    }
}
