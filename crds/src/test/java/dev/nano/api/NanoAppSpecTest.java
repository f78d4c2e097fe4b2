package dev.nano.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NanoAppSpecTest {

    @ParameterizedTest
    @CsvSource({
        "1ms,1",
        "500ms,500",
        "5s,5000",
        "1m30s,90000",
        "15m,900000",
        "1h2m3s4ms,3723004",
        "1s1s,2000",
        "00005s,5000"
    })
    void timeoutsAreReadAsTheGatewayApiDefinesThem(String timeout, long millis) {
        assertThat(spec(timeout, null).timeoutDuration()).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"16Mi,16", "128Mi,128", "4Gi,4096", "0.5Gi,512", "134217728,128", "128M,123", "134217729,129"})
    void memoryIsRoundedUpToWholeMebibytes(String memory, int megabytes) {
        assertThat(spec(null, memory).memoryMb()).contains(megabytes);
    }

    @Test
    void whatIsLeftOutIsLeftToTheRuntime() {
        assertThat(spec(null, null).timeoutDuration()).isEmpty();
        assertThat(spec(null, null).memoryMb()).isEmpty();
    }

    @Test
    void aTimeoutThatTheApiServerWouldNotTakeIsNamed() {
        assertThatThrownBy(() -> spec("5 s", null).timeoutDuration())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("5 s (expected: a duration such as 500ms, 5s or 1m30s)");
    }

    @Test
    void valuesAndCodeAreNotPrinted() {
        NanoAppSpec spec = new NanoAppSpec(
                "a.example.com",
                null,
                new CodeSource(Map.of("index.js", "s3cret"), null),
                null,
                null,
                null,
                List.of(),
                List.of(new EnvVar("KEY", "s3cret", null)));

        assertThat(spec.toString()).contains("a.example.com", "index.js", "KEY").doesNotContain("s3cret");
    }

    /** Or else one NanoApp with such a field would keep an operator from reading all the others. */
    @Test
    void fieldsOfALaterReleaseAreNoObstacle() {
        NanoApp app = Serialization.unmarshal("""
            apiVersion: nano.dev/v1alpha1
            kind: NanoApp
            spec:
              later: 1
              hostname: a.example.com
              source: { later: 1, configMap: { later: 1, name: code } }
              env: [{ later: 1, name: KEY, valueFrom: { later: 1, secretKeyRef: { later: 1, name: keys, key: api } } }]
            status: { later: 1, url: http://a.example.com }
            """, NanoApp.class);

        assertThat(app.getSpec())
                .isEqualTo(new NanoAppSpec(
                        "a.example.com",
                        null,
                        new CodeSource(null, new ConfigMapSource("code")),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(new EnvVar("KEY", null, new EnvVarSource(new KeyRef("keys", "api"), null)))));
        assertThat(app.getStatus().url()).isEqualTo("http://a.example.com");
    }

    private static NanoAppSpec spec(String timeout, String memory) {
        return new NanoAppSpec(
                "a.example.com",
                "a",
                null,
                timeout,
                memory == null ? null : new Quantity(memory),
                null,
                List.of(),
                List.of());
    }
}
