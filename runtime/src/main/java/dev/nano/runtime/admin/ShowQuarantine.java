package dev.nano.runtime.admin;

import dev.nano.runtime.app.Quarantine;
import java.util.List;
import java.util.Map;

/** {@code GET /admin/quarantine}: digests whose code is not loaded because a thread got stuck in it. */
record ShowQuarantine(Quarantine quarantine) implements Route {

    /** @param since ISO 8601 */
    record Shown(String digest, String app, String reason, String since) {

        static Shown of(Quarantine.Entry entry) {
            return new Shown(
                    entry.digest(), entry.app(), entry.reason(), entry.since().toString());
        }
    }

    @Override
    public Answer answer(Call call) {
        List<Shown> entries = quarantine.entries().stream().map(Shown::of).toList();
        return Answer.json(200, Map.of("quarantined", entries));
    }
}
