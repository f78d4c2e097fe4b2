package dev.nano.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.operator.desired.Limits;
import dev.nano.operator.desired.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

    @TempDir
    private Path folder;

    private Policy read(String yaml) throws IOException {
        return PolicyFile.read(Files.writeString(folder.resolve("policy.yaml"), yaml));
    }

    @Test
    void rulesAreRead() throws IOException {
        assertThat(read("""
            rules:
              - namespaces: [team-a]
                hostnames: ["*.a.example.com"]
                paths: [team-a]
              - matchLabels: { tier: trusted }
                hostnames: ["*"]
                paths: ["*"]
            """).rules())
                .containsExactly(
                        new Policy.Rule(List.of("team-a"), Map.of(), List.of("*.a.example.com"), List.of("/team-a")),
                        new Policy.Rule(List.of(), Map.of("tier", "trusted"), List.of("*"), List.of("*")));
    }

    @Test
    void withoutRulesEverythingIsAllowedAndWithAnEmptyListNothing() throws IOException {
        assertThat(read("")).isEqualTo(Policy.ALLOW_ALL);
        assertThat(read("# nothing\n{}\n")).isEqualTo(Policy.ALLOW_ALL);
        assertThat(read("rules: []").rules()).isEmpty();
    }

    @Test
    void aTypoIsNotIgnored() {
        assertThatThrownBy(() -> read("rules: [{ namespace: [a] }]"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("policy.yaml")
                .hasMessageContaining("namespace");
    }

    @Test
    void limitsAreRead() throws IOException {
        Policy.Rule rule = read("""
            rules:
              - namespaces: ["*"]
                wildcards: true
                limits: { apps: 3, totalMemory: 1Gi, totalCode: 2Mi, code: 64k, timeout: 1m30s, memory: 128Mi, cpu: 50ms,
                          egress: ["10.0.0.0/8", "db.internal:443"] }
            """).rules().getFirst();

        assertThat(rule.wildcards()).isTrue();
        Limits limits = rule.limits();
        assertThat(limits.apps()).isEqualTo(3);
        assertThat(limits.totalMemoryMb()).isEqualTo(1024);
        assertThat(limits.totalCodeBytes()).isEqualTo(2L << 20);
        assertThat(limits.codeBytes()).isEqualTo(64_000);
        assertThat(limits.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(limits.memoryMb()).isEqualTo(128);
        assertThat(limits.cpu()).isEqualTo(Duration.ofMillis(50));
        assertThat(limits.egress()).extracting(entry -> entry.text()).containsExactly("10.0.0.0/8", "db.internal:443");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory: much | limits.memory: much (expected: a quantity such as 64Mi or 2Gi)",
                "memory: 1e30 | limits.memory: 1e30 (expected: a quantity",
                "totalCode: 3 apples | limits.totalCode: 3 apples (expected: a quantity",
                "apps: -1 | limits.apps: -1 (expected: 0 or more)",
                "apps: many | many",
                "cpu: 500m1 | limits.cpu: 500m1 (expected: a duration",
                "timeout: fortnight | limits.timeout: fortnight (expected: a duration",
                "egress: [http://a] | limits.egress: http://a (expected: an address range",
                "memry: 1Gi | memry",
            })
    void aLimitThatIsNoneIsNamed(String limit, String message) {
        assertThatThrownBy(() -> read("rules: [{ namespaces: [a], limits: { " + limit + " } }]"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("policy.yaml: ")
                .hasMessageContaining(message);
    }
}
