package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.chart.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard asks for, the operator and the runtimes really tell. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class DashboardIT {

    private static final Path DASHBOARD = Chart.FOLDER.resolve("dashboards/nano.json");

    /** What Prometheus adds to what it scrapes, and the bound of a bucket. */
    private static final Set<String> OF_OTHERS = Set.of("namespace", "pod", "le");

    private static final Pattern METRIC = Pattern.compile("\\b(?:nano|jvm|process)_\\w+");
    /** In {@code by (...)}, in braces, and at the end of {@code label_values(...)}. */
    private static final Pattern LABELS = Pattern.compile("\\bby \\(([^)]*)\\)|[{,](\\w+)=|, (\\w+)\\)$");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern SERIES = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)\\})? \\S+$");

    @Test
    void everyMetricAndLabelOfTheDashboardIsThere(ApiServer server, Runtimes runtimes, @TempDir Path folder)
            throws Exception {
        Set<String> wanted = new TreeSet<>();
        queries(new ObjectMapper().readTree(DASHBOARD.toFile())).forEach(query -> wanted.addAll(asked(query)));
        assertThat(wanted).contains("nano_requests_total", "nano_requests_total host", "nano_operator_pods state");

        try (var scene = new Scene(server, runtimes, "dashboard");
                var operator = OperatorProcess.start(scene, folder.resolve("operator.log"))
                        .awaitStarted()) {
            // Some series appear with what they count.
            scene.apply("app", inline("dashboard.example", saying("hello")));
            scene.awaitReady("app");
            scene.awaitAnswer("dashboard.example", "200 hello");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(told(operator.get("/metrics"), metrics(scene.runtimes.getFirst())))
                            .containsAll(wanted));
        }
    }

    private static String metrics(RuntimeProcess runtime) throws IOException {
        return runtime.call("GET", "/metrics", Runtimes.TOKEN, "").body();
    }

    /** Of panels and of variables. */
    private static Stream<String> queries(JsonNode dashboard) {
        return Stream.of("expr", "query", "definition")
                .flatMap(field -> dashboard.findValues(field).stream())
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    /** Metrics, and metrics with each of their labels: {@code nano_requests_total host}. */
    private static Set<String> asked(String query) {
        Set<String> labels = new TreeSet<>();
        LABELS.matcher(query)
                .results()
                .flatMap(match -> Stream.of(match.group(1), match.group(2), match.group(3)))
                .filter(Objects::nonNull)
                .flatMap(some -> Stream.of(some.split(", *")))
                .filter(label -> !OF_OTHERS.contains(label))
                .forEach(labels::add);
        Set<String> asked = new TreeSet<>();
        METRIC.matcher(query).results().map(MatchResult::group).forEach(metric -> {
            asked.add(metric);
            labels.forEach(label -> asked.add(metric + " " + label));
        });
        return asked;
    }

    /** The same of what is scraped. */
    private static Set<String> told(String... scraped) {
        Set<String> told = new TreeSet<>();
        SERIES.matcher(String.join("\n", scraped)).results().forEach(series -> {
            String metric = series.group(1);
            told.add(metric);
            if (series.group(2) != null) {
                LABEL.matcher(series.group(2)).results().forEach(label -> told.add(metric + " " + label.group(1)));
            }
        });
        return told;
    }
}
