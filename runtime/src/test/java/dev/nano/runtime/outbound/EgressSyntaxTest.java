package dev.nano.runtime.outbound;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operator and runtime read entries of {@code egress} alike: both have this test over the same examples. */
class EgressSyntaxTest {

    static List<String> accepted() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/egress", "accepted.txt"));
    }

    static List<String> refused() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/egress", "refused.txt"));
    }

    private static void parse(String entry) {
        Egress.of(List.of(entry));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void isAnEntry(String entry) {
        assertThatCode(() -> parse(entry)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isNoEntry(String entry) {
        assertThatThrownBy(() -> parse(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(entry + " (expected: ");
    }
}
