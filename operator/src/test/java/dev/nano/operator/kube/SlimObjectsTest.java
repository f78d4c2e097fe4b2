package dev.nano.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.AppKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** What the operator does not look at is not read; what it has read it does not change. */
class SlimObjectsTest {

    private static final String APP = """
        {"apiVersion":"nano.dev/v1alpha1","kind":"NanoApp",
         "metadata":{"name":"a","namespace":"team","generation":1,"uid":"1","labels":{"x":"y"},
           "annotations":{"first":"1","kubectl.kubernetes.io/last-applied-configuration":"CODE","nano.dev/lift-quarantine":"d"},
           "managedFields":[{"manager":"kubectl","operation":"Apply","fieldsV1":{"f:spec":{"f:hostname":{}}}}],
           "resourceVersion":"7"},
         "spec":{"hostname":"a.example","path":"a"}}
        """;

    @Test
    void copiesOfTheCodeAreLeftOut() {
        NanoApp app = SlimObjects.serialization().unmarshal(APP, NanoApp.class);

        assertThat(app.getMetadata().getManagedFields()).isEmpty();
        assertThat(app.getMetadata().getAnnotations())
                .containsOnlyKeys("first", "nano.dev/lift-quarantine")
                .containsEntry("first", "1");
        assertThat(app.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(app.getMetadata().getLabels()).containsEntry("x", "y");
        assertThat(app.getSpec().hostname()).isEqualTo("a.example");
    }

    @Test
    void objectsOfTheCacheAreNotChanged() {
        NanoApp app = Serialization.unmarshal(APP, NanoApp.class);
        String before = Serialization.asYaml(app);
        var wakeUps = new StatusWakeUps(new StatusWakeUps.Listener() {
            @Override
            public void applied(NanoApp applied) {}

            @Override
            public void deleted(AppKey key) {}
        });

        wakeUps.onResourceCreated(app);
        wakeUps.onResourceUpdated(app, app);
        wakeUps.onResourceDeleted(app);

        assertThat(Serialization.asYaml(app)).isEqualTo(before);
    }
}
