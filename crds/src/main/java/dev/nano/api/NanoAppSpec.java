package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the user declares. What the API server has accepted keeps every rule here.
 *
 * @param path null when there is a {@code source}
 * @param source null when there is a {@code path}
 * @param timeout as written; see {@link #timeoutDuration()}
 * @param memory as written; see {@link #memoryMb()}
 * @param cpu as written; see {@link #cpuDuration()}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "has(self.path) != has(self.source)",
        message = "set exactly one of path (a directory under the runtime's apps volume) and source (inline files or a"
                + " ConfigMap)")
@ValidationRule(
        value = "(has(self.source) && has(self.source.inline)"
                + " ? self.source.inline.map(name, size(self.source.inline[name])).sum() : 0)"
                + " + (has(self.env) ? self.env.map(e, has(e.value) ? size(e.value) : 0).sum() : 0) <= 1000000",
        message = "source.inline and the values of env must be at most 1000000 characters in all, because Kubernetes"
                + " objects end at about 1 MiB; put larger apps on the runtime's apps volume and set path")
public record NanoAppSpec(
        @Required
        @SelectableField
        @Size(min = 1, max = 253)
        @Pattern(Rules.HOSTNAME)
        @ValidationRule(value = "self.matches(r'" + Rules.HOSTNAME + "')", message = Rules.HOSTNAME_MESSAGE)
        @ValidationRule(
                value = "!self.matches('(^|[.])([0-9]+|0x[0-9a-f]*)$')",
                message = "must be a DNS name such as shop.example.com, not an IP address: no URL can have a name that"
                        + " ends in a number")
        @JsonPropertyDescription(
                "The host that the app answers to: a DNS name in lower case such as shop.example.com, or *.example.com"
                        + " for every name under example.com that no other NanoApp has. Of several NanoApps with one"
                        + " hostname the oldest serves it.")
        String hostname,

        @Size(min = 1, max = 512)
        @Pattern(Rules.PATH)
        @ValidationRule(value = "!self.matches(r'" + Rules.UNSAFE_APP_PATH + "')", message = Rules.PATH_MESSAGE)
        @JsonPropertyDescription(
                "The directory of the app, with its index.js: shop is the directory shop of the directory named like"
                        + " the NanoApp's namespace on the runtime's apps volume. A path that begins with / starts at"
                        + " the root of the volume and needs a policy rule that allows it. Exactly one of path and"
                        + " source has to be set.")
        @Nullable
        String path,

        @JsonPropertyDescription(
                "The code of the app, from the cluster instead of the apps volume. Exactly one of path and source has"
                        + " to be set.")
        @Nullable
        CodeSource source,

        @Size(max = 32)
        @Pattern(Rules.DURATION)
        @ValidationRule(
                value = "!self.matches(r'" + Rules.DURATION
                        + "') || (duration(self) >= duration('1ms') && duration(self) <= duration('15m'))",
                message = "must be between 1ms and 15m")
        @ValidationRule(value = "self.matches(r'" + Rules.DURATION + "')", message = Rules.DURATION_MESSAGE)
        @JsonPropertyDescription(
                "How long a request may take until its answer has ended: a Gateway API duration from 1ms to 15m, such"
                        + " as 500ms, 5s or 1m30s. Past it the client gets status 504. Left out, the runtime's default"
                        + " holds (5s).")
        @Nullable
        String timeout,

        @ValidationRule(
                value = "isQuantity(string(self)) && quantity(string(self)).compareTo(quantity('16Mi')) >= 0"
                        + " && quantity(string(self)).compareTo(quantity('4Gi')) <= 0",
                message = "must be a quantity between 16Mi and 4Gi, such as 128Mi")
        @JsonPropertyDescription(
                "How much memory one isolate of the app may hold: a quantity from 16Mi to 4Gi, counted in whole MiB."
                        + " An isolate that holds more is replaced, and its requests get status 503. Left out, the"
                        + " runtime's default holds (128Mi).")
        @Nullable
        Quantity memory,

        @Size(max = 32)
        @Pattern(Rules.DURATION)
        @ValidationRule(
                value = "!self.matches(r'" + Rules.DURATION
                        + "') || (duration(self) >= duration('1ms') && duration(self) <= duration('15m'))",
                message = "must be between 1ms and 15m")
        @ValidationRule(value = "self.matches(r'" + Rules.DURATION + "')", message = Rules.DURATION_MESSAGE)
        @JsonPropertyDescription(
                "How much CPU time a request may use: a Gateway API duration from 1ms to 15m, such as 50ms or 2s."
                        + " Beyond it the request is answered with 503 cpu_limit. Unlimited when it is left out, unless"
                        + " the policy has a limit.")
        @Nullable
        String cpu,

        @Size(max = 64)
        @ValidationRule(
                value = "self.all(entry, entry.matches(r'" + Rules.EGRESS + "'))",
                message = "each entry " + Rules.EGRESS_MESSAGE)
        @JsonPropertyDescription(
                "What fetch() may reach beside public addresses: address ranges such as 10.1.0.0/16 and hosts such as"
                        + " db.internal or db.internal:443. Each entry needs a policy rule whose limits.egress covers"
                        + " it.")
        List<String> egress,

        @Size(max = 256)
        @JsonPropertyDescription(
                "What the app's handler gets as its second argument, env, by name: env.GREETING. Each name may stand"
                        + " there once.")
        List<EnvVar> env) {

    public NanoAppSpec {
        egress = egress == null ? List.of() : List.copyOf(egress);
        env = env == null ? List.of() : List.copyOf(env);
    }

    /** {@code timeout}, or empty for the runtime's default. */
    public Optional<Duration> timeoutDuration() {
        return Optional.ofNullable(timeout).map(GatewayDuration::parse);
    }

    /** {@code cpu}, or empty for no limit. */
    public Optional<Duration> cpuDuration() {
        return Optional.ofNullable(cpu).map(GatewayDuration::parse);
    }

    /** {@code memory} in MiB, rounded up, or empty for the runtime's default. */
    public Optional<Integer> memoryMb() {
        return Optional.ofNullable(memory).map(Mebibytes::of);
    }
}
