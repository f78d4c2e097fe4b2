package dev.nano.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LoggingTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void giveTheLogBackToTheTests() throws Exception {
        var context = (ch.qos.logback.classic.LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new ch.qos.logback.classic.util.ContextInitializer(context).autoConfig();
    }

    private List<JsonNode> lines() throws Exception {
        var mapper = new JsonMapper();
        List<JsonNode> lines = new java.util.ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }

    @Test
    void eventsOfOursAndSentencesOfLibrariesAreToldApart() throws Exception {
        try (Logging logging = Logging.start(out, LogFormat.JSON, Level.INFO)) {
            LoggerFactory.getLogger("dev.nano.Some")
                    .atInfo()
                    .addKeyValue("host", "a.local")
                    .addKeyValue("took_ms", 12L)
                    .log("app_added");
            LoggerFactory.getLogger("org.example.Library").warn("cannot reach {}", "it");
            LoggerFactory.getLogger("io.netty.Some").info("left out");
            LoggerFactory.getLogger("dev.nano.Some")
                    .atError()
                    .setCause(new IllegalStateException("why"))
                    .log("went_wrong");
            logging.console().log("shop", Level.DEBUG, "x".repeat(20_000));
        }
        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).path("event").asText()).isEqualTo("app_added");
        assertThat(lines.get(0).path("host").asText()).isEqualTo("a.local");
        assertThat(lines.get(0).path("took_ms").asInt()).isEqualTo(12);
        assertThat(lines.get(1).path("event").asText()).isEqualTo("library");
        assertThat(lines.get(1).path("message").asText()).isEqualTo("cannot reach it");
        assertThat(lines.get(2).path("stack").asText()).startsWith("java.lang.IllegalStateException: why");
        assertThat(lines.get(3).path("message").asText())
                .hasSizeLessThan(17_000)
                .endsWith("(20000 characters)");
    }
}
