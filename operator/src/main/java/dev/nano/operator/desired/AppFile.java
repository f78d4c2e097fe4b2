package dev.nano.operator.desired;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One file of code. */
public sealed interface AppFile {

    byte[] bytes();

    record Text(String text) implements AppFile {

        @Override
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** @param base64 as it stands in a ConfigMap's {@code binaryData} */
    record Binary(String base64) implements AppFile {

        @Override
        public byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }
}
