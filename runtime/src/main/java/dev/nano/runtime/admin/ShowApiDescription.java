package dev.nano.runtime.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /admin/openapi.yaml}: docs/admin-api.yaml. */
final class ShowApiDescription implements Route {

    private final Answer yaml = Answer.text("application/yaml", load());

    private static byte[] load() {
        try (InputStream in = ShowApiDescription.class.getResourceAsStream("admin-api.yaml")) {
            if (in == null) {
                throw new IllegalStateException("admin-api.yaml: missing (expected: copied from docs/ by the build)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Answer answer(Call call) {
        return yaml;
    }
}
