package dev.nano.operator.desired;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.nano.api.GatewayDuration;
import dev.nano.api.Mebibytes;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The most that the NanoApps of one namespace may use. What is null has no limit.
 *
 * @param apps how many NanoApps
 * @param totalMemoryMb the sum of {@code spec.memory}, in MiB
 * @param totalCodeBytes the sum of the code in inline files and ConfigMaps
 * @param codeBytes the code of one NanoApp
 * @param timeout the largest {@code spec.timeout}
 * @param memoryMb the largest {@code spec.memory}, in MiB
 * @param cpu the largest {@code spec.cpu}
 * @param egress what {@code spec.egress} may name; null when the rule says nothing of it, which allows nothing
 */
public record Limits(
        @Nullable Integer apps,
        @Nullable Integer totalMemoryMb,
        @Nullable Long totalCodeBytes,
        @Nullable Long codeBytes,
        @Nullable Duration timeout,
        @Nullable Integer memoryMb,
        @Nullable Duration cpu,
        @Nullable List<EgressEntry> egress) {

    public static final Limits NONE = new Limits(null, null, null, null, null, null, null, null);

    /**
     * As the policy file has them.
     *
     * @throws IllegalArgumentException as {@code limits.KEY: VALUE (expected: RULE)}
     */
    @JsonCreator
    static Limits read(
            @JsonProperty("apps") @Nullable Integer apps,
            @JsonProperty("totalMemory") @Nullable String totalMemory,
            @JsonProperty("totalCode") @Nullable String totalCode,
            @JsonProperty("code") @Nullable String code,
            @JsonProperty("timeout") @Nullable String timeout,
            @JsonProperty("memory") @Nullable String memory,
            @JsonProperty("cpu") @Nullable String cpu,
            @JsonProperty("egress") @Nullable List<String> egress) {
        if (apps != null && apps < 0) {
            throw new IllegalArgumentException("limits.apps: " + apps + " (expected: 0 or more)");
        }
        return new Limits(
                apps,
                mebibytes("totalMemory", totalMemory),
                bytes("totalCode", totalCode),
                bytes("code", code),
                duration("timeout", timeout),
                mebibytes("memory", memory),
                duration("cpu", cpu),
                egress == null ? null : egress.stream().map(Limits::entry).toList());
    }

    private static EgressEntry entry(String text) {
        try {
            return EgressEntry.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("limits.egress: " + e.getMessage(), e);
        }
    }

    private static @Nullable Duration duration(String key, @Nullable String text) {
        try {
            return text == null ? null : GatewayDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("limits." + key + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable Integer mebibytes(String key, @Nullable String text) {
        try {
            return text == null ? null : Mebibytes.of(Quantity.parse(text));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(key, text, e);
        }
    }

    private static @Nullable Long bytes(String key, @Nullable String text) {
        try {
            return text == null
                    ? null
                    : Quantity.parse(text)
                            .getNumericalAmount()
                            .max(BigDecimal.ZERO)
                            .longValueExact();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(key, text, e);
        }
    }

    private static IllegalArgumentException wrong(String key, @Nullable String text, RuntimeException cause) {
        return new IllegalArgumentException(
                "limits." + key + ": " + text + " (expected: a quantity such as 64Mi or 2Gi)", cause);
    }

    /** Both hold, as of several ResourceQuotas in a namespace; what {@code egress} allows adds up. */
    Limits and(Limits other) {
        return new Limits(
                least(apps, other.apps),
                least(totalMemoryMb, other.totalMemoryMb),
                least(totalCodeBytes, other.totalCodeBytes),
                least(codeBytes, other.codeBytes),
                least(timeout, other.timeout),
                least(memoryMb, other.memoryMb),
                least(cpu, other.cpu),
                both(egress, other.egress));
    }

    private static <T extends Comparable<T>> @Nullable T least(@Nullable T one, @Nullable T other) {
        return Stream.of(one, other)
                .filter(Objects::nonNull)
                .min(Comparable::compareTo)
                .orElse(null);
    }

    private static @Nullable List<EgressEntry> both(
            @Nullable List<EgressEntry> one, @Nullable List<EgressEntry> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        List<EgressEntry> all = new ArrayList<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }
}
