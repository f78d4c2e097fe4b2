package dev.nano.operator.desired;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One file of code. */
public sealed interface AppFile {

    byte[] bytes();

    /** How many bytes there are. */
    int size();

    record Text(String text) implements AppFile {

        @Override
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int size() {
            // Each half of a surrogate pair counts for half of its four bytes.
            return text.chars()
                    .map(c -> c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate((char) c) ? 2 : 3)
                    .sum();
        }
    }

    /** @param base64 as it stands in a ConfigMap's {@code binaryData} */
    record Binary(String base64) implements AppFile {

        @Override
        public byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }

        @Override
        public int size() {
            int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
            return base64.length() / 4 * 3 - padding;
        }
    }
}
