package dev.nano.runtime.app;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for every change: what, who, which host, from which digest to which. */
final class ChangeLog {

    private ChangeLog() {}

    static void write(Logger log, ChangeResult result, String actor, Duration took) {
        LoggingEventBuilder line = log.atLevel(result.succeeded() ? Level.INFO : Level.WARN)
                .addKeyValue("host", result.host())
                .addKeyValue("actor", actor);
        switch (result) {
            case ChangeResult.Added added ->
                line.addKeyValue("new", added.digest())
                        .addKeyValue("took_ms", took.toMillis())
                        .log("app_added");
            case ChangeResult.Replaced replaced -> {
                line = line.addKeyValue("old", replaced.oldDigest()).addKeyValue("new", replaced.newDigest());
                if (!replaced.oldVersion().isEmpty() || !replaced.newVersion().isEmpty()) {
                    // Files of a directory may change while what was declared stays the same.
                    line = line.addKeyValue("old_version", replaced.oldVersion())
                            .addKeyValue("new_version", replaced.newVersion());
                }
                line.addKeyValue("took_ms", took.toMillis()).log("app_replaced");
            }
            case ChangeResult.Removed removed ->
                line.addKeyValue("old", removed.digest()).log("app_removed");
            case ChangeResult.NotLoaded broken ->
                line.addKeyValue("error", broken.problem().describe()).log("app_not_loaded");
            case ChangeResult.HostnameTaken taken ->
                line.addKeyValue("hostname", taken.hostname())
                        .addKeyValue("owner", taken.ownerName())
                        .log("app_hostname_taken");
            case ChangeResult.Superseded _ -> line.log("app_change_superseded");
            case ChangeResult.NotFound _ -> line.log("app_not_found");
            case ChangeResult.Unchanged _ -> {
                // A level-triggered caller says the same again and again; that is no event.
            }
        }
    }
}
