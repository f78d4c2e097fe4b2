package dev.nano.operator.desired;

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

    private static final Path EXAMPLES = Path.of("../runtime/src/test/resources/egress");

    static List<String> accepted() throws IOException {
        return Files.readAllLines(EXAMPLES.resolve("accepted.txt"));
    }

    static List<String> refused() throws IOException {
        return Files.readAllLines(EXAMPLES.resolve("refused.txt"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void isAnEntry(String entry) {
        assertThatCode(() -> EgressEntry.parse(entry)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isNoEntry(String entry) {
        assertThatThrownBy(() -> EgressEntry.parse(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(entry + " (expected: ");
    }
}
