package dev.nano.operator.setup;

import dev.nano.api.NanoApp;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the CustomResourceDefinition of this operator into the cluster. Helm never upgrades one that is in a chart. One that is
 * newer stays: it belongs to another release, or to one that has been rolled back, and NanoApps may be stored that need it.
 */
public record CrdInstaller(KubernetesClient kubernetes) {

    private static final Logger log = LoggerFactory.getLogger(CrdInstaller.class);

    private static final String FILE = "nanoapps.nano.dev.yaml";
    private static final int PATIENCE_SECONDS = 60;

    /** Of one that is not there, or has no annotation. */
    private static final long UNVERSIONED = 0;

    /**
     * Creates or upgrades it, and returns when the API server serves it.
     *
     * @throws IllegalStateException when the one in the cluster is newer and not for this operator, or nobody can tell
     */
    public void apply() {
        CustomResourceDefinition own = read();
        String name = own.getMetadata().getName();
        // By name: the client that is made from an object would look for its resource version too.
        var inCluster =
                kubernetes.apiextensions().v1().customResourceDefinitions().withName(name);
        CustomResourceDefinition present = inCluster.get();
        long version = version(own);
        long found = present == null ? UNVERSIONED : version(present);
        boolean isNewer = present != null && found > version;
        if (isNewer) {
            requireServes(present, own);
        } else {
            apply(own, present);
        }
        CustomResourceDefinition served =
                inCluster.waitUntilCondition(CrdInstaller::isServed, PATIENCE_SECONDS, TimeUnit.SECONDS);
        log.atInfo()
                .addKeyValue("crd", name)
                .addKeyValue("version", version)
                .addKeyValue("found", found)
                .addKeyValue("generation", served.getMetadata().getGeneration())
                .log(isNewer ? "crd_left" : "crd_applied");
    }

    private void apply(CustomResourceDefinition own, @Nullable CustomResourceDefinition present) {
        if (present != null) {
            // Who upgrades it at this moment makes this a conflict, and the job tries again.
            own.getMetadata().setResourceVersion(present.getMetadata().getResourceVersion());
        }
        kubernetes.resource(own).fieldManager("nano-operator").forceConflicts().serverSideApply();
    }

    private static long version(CustomResourceDefinition crd) {
        Map<String, String> annotations = crd.getMetadata().getAnnotations();
        String version = annotations == null ? null : annotations.get(NanoApp.CRD_VERSION);
        if (version == null) {
            return UNVERSIONED;
        }
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            // Neither guess is safe: older would undo what a release may write that counts in another way.
            throw new IllegalStateException(
                    "CustomResourceDefinition " + crd.getMetadata().getName() + ": annotation " + NanoApp.CRD_VERSION
                            + ": '" + version
                            + "' (expected: a whole number; take the annotation away to have it replaced)",
                    e);
        }
    }

    private static void requireServes(CustomResourceDefinition present, CustomResourceDefinition own) {
        String needed = own.getSpec().getVersions().getFirst().getName();
        boolean isServed = present.getSpec().getVersions().stream()
                .anyMatch(version -> version.getName().equals(needed) && version.getServed());
        if (!isServed) {
            throw new IllegalStateException("CustomResourceDefinition "
                    + present.getMetadata().getName() + ": the newer one in the cluster does not serve " + needed
                    + " (expected: a newer release of the operator)");
        }
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
