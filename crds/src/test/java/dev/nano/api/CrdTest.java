package dev.nano.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class CrdTest {

    @Test
    void theFileIsWhatTheTypesSay() throws Exception {
        String generated = Crd.generated();
        if ("write".equals(System.getProperty("crd"))) {
            Files.writeString(Crd.FILE, generated);
        }
        assertThat(Crd.FILE).as("written again by: " + Crd.COMMAND).hasContent(generated);
    }
}
