package dev.nano.operator.kube;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppStatus;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Reason;
import dev.nano.operator.status.AppStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events, what {@code kubectl describe} shows: one for each time that a NanoApp becomes ready or stops being so, or for another reason. */
public final class StatusEvents {

    private static final Logger log = LoggerFactory.getLogger(StatusEvents.class);
    /** What clients of Kubernetes keep to, in bytes of UTF-8. */
    private static final int LONGEST_MESSAGE = 1024;

    private final KubernetesClient client;

    public StatusEvents(KubernetesClient client) {
        this.client = client;
    }

    void transition(NanoApp app, @Nullable NanoAppStatus before, NanoAppStatus next) {
        Condition then = AppStatus.ready(before);
        Condition now = AppStatus.ready(next);
        if (now == null || now.getReason().equals(Reason.Syncing.name())) {
            return;
        }
        if (!isKnown(before, then, next, now)) {
            write(app, now);
        }
    }

    /** Of the same code the message only says on how many pods it is so, which an event for each pod would repeat. */
    private static boolean isKnown(
            @Nullable NanoAppStatus before, @Nullable Condition then, NanoAppStatus next, Condition now) {
        return before != null
                && then != null
                && then.getReason().equals(now.getReason())
                && Objects.equals(before.digest(), next.digest())
                && (next.digest() != null || then.getMessage().equals(now.getMessage()));
    }

    private void write(NanoApp app, Condition ready) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName(app.getMetadata().getName() + ".")
                .withNamespace(app.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(app.getApiVersion())
                .withKind(app.getKind())
                .withNamespace(app.getMetadata().getNamespace())
                .withName(app.getMetadata().getName())
                .withUid(app.getMetadata().getUid())
                .withResourceVersion(app.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(ready.getStatus().equals("True") ? "Normal" : "Warning")
                .withReason(ready.getReason())
                .withMessage(cut(ready.getMessage()))
                .withNewSource()
                .withComponent(NanoAppReconciler.NAME)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            // The status says the same; an event is not worth another try.
            log.atWarn()
                    .addKeyValue("app", AppKey.of(app))
                    .addKeyValue("error", e.getMessage())
                    .log("event_not_written");
        }
    }

    /** As much as fits, in whole characters. */
    private static String cut(String message) {
        CharBuffer characters = CharBuffer.wrap(message);
        var _ = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(characters, ByteBuffer.allocate(LONGEST_MESSAGE), true);
        return message.substring(0, characters.position());
    }
}
