package dev.nano.operator.setup;

import dev.nano.api.NanoApp;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the CustomResourceDefinition of this operator into the cluster. Helm never upgrades one that is in a chart. */
public record CrdInstaller(KubernetesClient kubernetes) {

    private static final Logger log = LoggerFactory.getLogger(CrdInstaller.class);

    private static final String FILE = "nanoapps.nano.dev.yaml";
    private static final int PATIENCE_SECONDS = 60;

    /** Creates or upgrades it, and returns when the API server serves it. */
    public void apply() {
        CustomResourceDefinition applied = kubernetes
                .resource(read())
                .fieldManager("nano-operator")
                .forceConflicts()
                .serverSideApply();
        // By name: the client that is made from an object would look for its resource version too.
        kubernetes
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(applied.getMetadata().getName())
                .waitUntilCondition(CrdInstaller::isServed, PATIENCE_SECONDS, TimeUnit.SECONDS);
        log.atInfo()
                .addKeyValue("crd", applied.getMetadata().getName())
                .addKeyValue("generation", applied.getMetadata().getGeneration())
                .log("crd_applied");
    }

    private CustomResourceDefinition read() {
        try (InputStream yaml = Objects.requireNonNull(NanoApp.class.getResourceAsStream(FILE), FILE)) {
            return kubernetes
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .load(yaml)
                    .item();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isServed(@Nullable CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                // At first the API server says null.
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
