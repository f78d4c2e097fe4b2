package dev.nano.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.operator.desired.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        new Policy.Rule(List.of("team-a"), Map.of(), List.of("*.a.example.com"), List.of("team-a")),
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
}
