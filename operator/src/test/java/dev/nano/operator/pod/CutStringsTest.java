package dev.nano.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CutStringsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST = 10;

    private static InputStream cut(byte[] json, int chunk, long most) {
        return new CutStrings(
                new ByteArrayInputStream(json) {
                    @Override
                    public synchronized int read(byte[] bytes, int offset, int count) {
                        return super.read(bytes, offset, Math.min(count, chunk));
                    }
                },
                LONGEST,
                most,
                most);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('a', '"', '\\', '\n', 'é', '€', '\u0001')
                .withCharRange('\ud83d', '\ud83d')
                .ofMaxLength(40)
                .map(text -> text.replace("\ud83d", "\ud83d\ude00"));
    }

    /** Whatever is in a string: the document stays one, and the string what it was, or the beginning of it. */
    @Property(tries = 500)
    void aDocumentIsCutInItsStringsAlone(
            @ForAll("texts") String text, @ForAll boolean isEscaped, @ForAll("chunks") int chunk) throws IOException {
        byte[] json = isEscaped
                ? JSON.writer()
                        .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
                        .writeValueAsBytes(Map.of("k", text, "n", 1))
                : JSON.writeValueAsBytes(Map.of("k", text, "n", 1));

        var tree = JSON.readTree(cut(json, chunk, 1_000));

        assertThat(tree.path("n").asInt()).isEqualTo(1);
        String read = tree.path("k").asText();
        assertThat(text).startsWith(read);
        assertThat(read.equals(text) || read.length() >= 2).isTrue();
        assertThat(read.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(LONGEST + 12);
    }

    @Provide
    Arbitrary<Integer> chunks() {
        return Arbitraries.integers().between(1, 20);
    }

    @Test
    void whatIsLongerAsAWholeFails() {
        byte[] json = JSON.createArrayNode().add(1).add(2).add(3).toString().getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JSON.readTree(cut(json, 2, 4)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long");
    }
}
