package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.LoadException;
import dev.nano.runtime.text.Excerpt;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An app as the admin API shows it; docs/admin-api.yaml tells what the fields mean.
 *
 * @param env names only: the values may be secrets
 */
record AppView(
        String hostname,
        List<String> hostnames,
        String name,
        @Nullable String path,
        String source,
        String state,
        String digest,
        long timeoutMs,
        int memoryMb,
        int maxBufferSizeMb,
        @Nullable Integer cpuMs,
        List<String> egress,
        List<String> env,
        long requests,
        long errors,
        int pending,
        int isolates,
        long cpuMsTotal,
        long allocatedBytesTotal,
        long memoryBytes,
        double memoryPercent,
        @Nullable Problem error) {

    private static final String QUARANTINED = "quarantined: ";

    /**
     * Why the app is not served as it was declared.
     *
     * @param file path within the app, or null
     * @param line 1-based, or null
     * @param column 1-based, or null
     */
    record Problem(
            String message,
            @Nullable String file,
            @Nullable Integer line,
            @Nullable Integer column) {

        static Problem of(LoadException e) {
            return new Problem(
                    String.valueOf(e.getMessage()),
                    e.file(),
                    e.line() == 0 ? null : (Integer) e.line(),
                    e.column() == 0 ? null : (Integer) e.column());
        }
    }

    static AppView of(App app) {
        AppSpec spec = app.spec();
        IsolatePool isolates = app.isolates();
        long live = isolates == null ? 0 : isolates.liveBytes();
        return new AppView(
                spec.host(),
                spec.hostnames(),
                spec.name(),
                spec.code() instanceof CodeSource.Directory directory ? directory.declared() : null,
                spec.origin().name().toLowerCase(Locale.ROOT),
                app.state().name().toLowerCase(Locale.ROOT),
                spec.digest(),
                spec.limits().timeout().toMillis(),
                spec.limits().memoryMb(),
                spec.limits().maxBufferMb(),
                spec.limits().cpuMs() == 0 ? null : (Integer) spec.limits().cpuMs(),
                spec.egress().entries(),
                List.copyOf(new TreeSet<>(spec.env().keySet())),
                app.stats().requests(),
                app.stats().errors(),
                isolates == null ? 0 : isolates.pending(),
                isolates == null ? 0 : isolates.isolateCount(),
                isolates == null ? 0 : isolates.cost().cpuNanos() / 1_000_000,
                isolates == null ? 0 : isolates.cost().allocatedBytes(),
                live,
                Math.round(1000.0 * live / spec.limits().memoryBytes()) / 10.0,
                problem(app));
    }

    /** What a client needs to keep the apps in step, for lists that are long. */
    AppView brief() {
        Problem shorter = error == null
                ? null
                : new Problem(
                        Excerpt.of(error.message(), 2 * Excerpt.QUOTED), error.file(), error.line(), error.column());
        return new AppView(
                hostname,
                hostnames.subList(0, 1),
                name,
                path,
                source,
                state,
                digest,
                timeoutMs,
                memoryMb,
                maxBufferSizeMb,
                cpuMs,
                List.of(),
                List.of(),
                requests,
                errors,
                pending,
                isolates,
                cpuMsTotal,
                allocatedBytesTotal,
                memoryBytes,
                memoryPercent,
                shorter);
    }

    private static @Nullable Problem problem(App app) {
        String quarantine = app.quarantine();
        if (quarantine != null && quarantine.startsWith(QUARANTINED)) {
            // As another runtime has said it.
            return new Problem(quarantine, null, null, null);
        }
        if (quarantine != null) {
            String lifted = "DELETE /admin/quarantine?digest=" + app.spec().digest();
            String message = QUARANTINED + quarantine + "; it is not loaded until its code changes, or " + lifted
                    + " lifts this";
            return new Problem(message, null, null, null);
        }
        return app.problem() == null ? null : Problem.of(app.problem());
    }
}
