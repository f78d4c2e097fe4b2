package dev.nano.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the chart without a cluster. */
class ChartTest {

    static List<Path> valid() {
        return Chart.valueSets("valid");
    }

    static List<Path> invalid() {
        return Chart.valueSets("invalid");
    }

    @Test
    void helmFindsNothingToComplainOf() {
        LintResult lint = Chart.helm().lint().strict().call();
        assertThat(lint.isFailed()).as("%s", lint.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void rendersTheSameEachTime(Path values) {
        String rendered = Chart.render("team", values);
        assertThat(rendered).contains("kind: Deployment").isEqualTo(Chart.render("team", values));
    }

    /** Their first line is what users are to be told. */
    @ParameterizedTest
    @MethodSource("invalid")
    void theSchemaRefusesWhatMakesNoSense(Path values) throws IOException {
        String message = Files.readAllLines(values).getFirst().replaceFirst("# ", "");
        assertThatThrownBy(() -> Chart.render("team", values)).hasMessageContaining(message);
    }

    /** A secret of a template's making would be another one at each render. */
    @ParameterizedTest
    @MethodSource("valid")
    void noTemplateMakesSecrets(Path values) {
        assertThat(Chart.render("team", values))
                .doesNotContain("kind: Secret\n")
                .doesNotContain("BEGIN ");
    }
}
