package dev.nano.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/config.md names every key that there is. */
class ConfigDocumentationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'??????????':1} | ",
                "{'apps':[{'??????????':1}]} | ",
                "{'defaults':{'??????????':1}} | ",
                "{'tls':{'??????????':1}} | tls.",
                "{'http':{'??????????':1}} | http.",
            })
    void namesEveryKey(String json, String prefix, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("nano.json"), json.replace('\'', '"'));
        var read = (ConfigProblems) ConfigFile.read(file);
        String known = read.problems().stream()
                .map(Problem::what)
                .filter(what -> what.startsWith("unknown key (expected: one of "))
                .findFirst()
                .orElseThrow();
        List<String> keys = Arrays.asList(known.substring(known.indexOf("one of ") + 7, known.length() - 1)
                .split(", "));
        assertThat(keys).isNotEmpty();
        String documentation = Files.readString(Path.of("..", "docs", "config.md"));
        for (String key : keys) {
            String name = Pattern.quote((prefix == null ? "" : prefix) + key);
            assertThat(documentation).containsPattern("`" + name + "[`.\\[]");
        }
    }
}
