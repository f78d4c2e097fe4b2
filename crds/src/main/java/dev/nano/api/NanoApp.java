package dev.nano.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Annotations;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One app that every runtime pod serves under a hostname. What the API server hands out has a spec, and no status at first. */
// To be raised whenever the CRD changes: docs/design/resource.md tells what it is for.
@Annotations(NanoApp.CRD_VERSION + "=2")
@Group("nano.dev")
@Version("v1alpha1")
@ShortNames("nano")
@Categories("all")
@ValidationRule(
        value = "size(self.metadata.name) <= " + Rules.LONGEST_NAME,
        message = "metadata.name: at most " + Rules.LONGEST_NAME
                + " characters, because the runtime knows the app as namespace/name, of at most 253")
@AdditionalPrinterColumn(name = "Hostname", jsonPath = ".spec.hostname", getDescription = "The host it answers to")
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        getDescription = "Whether every ready runtime pod serves it as it is declared")
@AdditionalPrinterColumn(
        name = "Pods",
        jsonPath = ".status.podsReady",
        getDescription = "How many of the runtime pods serve it as it is declared")
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        getDescription = "Why it is ready or not")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Digest",
        jsonPath = ".status.digest",
        priority = 1,
        getDescription = "What is declared, code included, as one hash")
@AdditionalPrinterColumn(
        name = "Source",
        jsonPath = ".status.source",
        priority = 1,
        getDescription = "Where the code comes from")
public final class NanoApp extends CustomResource<NanoAppSpec, NanoAppStatus> implements Namespaced {

    /** The annotation of the CRD by which a newer one is told from an older one: a whole number. */
    public static final String CRD_VERSION = "nano.dev/crd-version";

    private static final long serialVersionUID = 1;
}
