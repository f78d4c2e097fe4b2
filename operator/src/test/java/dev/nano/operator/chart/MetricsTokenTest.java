package dev.nano.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The token that a scraper of runtimes sends. */
class MetricsTokenTest {

    private static String render(String values) {
        return Chart.render("team", Path.of("src/test/chart/valid", values));
    }

    @Test
    void aServiceMonitorSendsATokenThatTheRuntimesKnow() {
        assertThat(render("monitoring.yaml"))
                .contains("NANO_METRICS_TOKEN_FILE")
                .containsPattern(
                        "authorization:\\s+type: Bearer\\s+credentials:\\s+name: \"nano-metrics-token\"\\s+key: token")
                .containsPattern("name: metrics-token\\s+secret:\\s+secretName: \"nano-metrics-token\"");
    }

    @Test
    void aTokenThatIsGivenIsNotMade() {
        assertThat(render("metrics-without-monitor.yaml"))
                .contains("secretName: \"scraper-token-of-vault\"", "NANO_METRICS_TOKEN_FILE")
                .doesNotContain("nano-metrics-token");
    }

    @Test
    void withoutAScraperThereIsNoToken() {
        assertThat(render("defaults.yaml")).doesNotContain("metrics-token", "NANO_METRICS_TOKEN_FILE");
    }
}
