package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.runtime.LoggedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {

    @TempDir
    Path folder;

    @Test
    void aTokenFileThatIsReplacedCountsAtOnceAndABadOneDoesNot() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        AdminToken token = AdminToken.file(file);
        assertThat(token.isIn("Bearer first")).isTrue();

        Files.move(Files.writeString(folder.resolve("next"), "second-token"), file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(token.isIn("Bearer first")).isFalse();
        assertThat(token.isIn("Bearer second-token")).isTrue();

        Files.writeString(file, "\n");
        assertThat(token.isIn("Bearer second-token")).isTrue();
        assertThat(token.isIn("Bearer ")).isFalse();

        Files.delete(file);
        assertThat(token.isIn("Bearer second-token")).isTrue();
    }

    @Test
    void aFileThatIsMissingIsSaidOnceEachTime() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "first");
        AdminToken token = AdminToken.file(file);
        try (var log = new LoggedEvents()) {
            for (int absence = 1; absence <= 2; absence++) {
                Path away = Files.move(file, folder.resolve("away"));
                token.isIn("Bearer first");
                token.isIn("Bearer first");
                Files.move(away, file);
                assertThat(token.isIn("Bearer first")).isTrue();
                assertThat(log.named("admin_token_not_reloaded")).hasSize(absence);
            }
        }
    }

    @Test
    void aTokenThatIsMissingOrEmptyAtTheStartIsRefused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");

        assertThatThrownBy(() -> AdminToken.file(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> AdminToken.file(empty)).hasMessageContaining("empty (expected: a token)");
        assertThatThrownBy(() -> AdminToken.of("")).hasMessageContaining("(expected: a token)");
    }

    @Test
    void aTokenIsNotPrinted() {
        assertThat(AdminToken.of("hush")).hasToString("AdminToken[configured]");
    }
}
