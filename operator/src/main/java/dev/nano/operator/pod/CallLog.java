package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredApp;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** What the log and the metrics say of calls to pods: changes and failures, but no code and no value. */
final class CallLog {

    private CallLog() {}

    static String operation(AdminCall call) {
        return switch (call) {
            case AdminCall.Look _ -> "look";
            case AdminCall.Put _ -> "put";
            case AdminCall.Remove _ -> "remove";
            case AdminCall.Lift _ -> "lift";
            case AdminCall.Retain _ -> "retain";
        };
    }

    static String outcome(AdminAnswer answer) {
        return switch (answer) {
            case AdminAnswer.Apps _, AdminAnswer.Done _, AdminAnswer.Taken _, AdminAnswer.Incomplete _ -> "ok";
            case AdminAnswer.Refused _ -> "refused";
            case AdminAnswer.Failed _ -> "failed";
        };
    }

    private static LoggingEventBuilder about(LoggingEventBuilder line, DesiredApp app) {
        return line.addKeyValue("app", app.name())
                .addKeyValue("host", app.hostname())
                .addKeyValue("digest", app.publicDigest());
    }

    static void write(Logger log, String pod, AdminCall call, AdminAnswer answer, long nanos) {
        if (call instanceof AdminCall.Look) {
            // The loop tells when a pod begins to fail and when it answers again.
            return;
        }
        LoggingEventBuilder line = answer instanceof AdminAnswer.Failed || answer instanceof AdminAnswer.Refused
                ? log.atWarn()
                : log.atInfo();
        line = line.addKeyValue("pod", pod);
        line = switch (call) {
            case AdminCall.Look _ -> line;
            case AdminCall.Put(DesiredApp app) -> about(line, app);
            case AdminCall.Lift(DesiredApp app) -> about(line, app);
            case AdminCall.Remove remove -> line.addKeyValue("host", remove.hostname());
            case AdminCall.Retain retain ->
                line.addKeyValue("apps", retain.digests().size());
        };
        line = switch (answer) {
            case AdminAnswer.Refused(Problem problem) ->
                line.addKeyValue("code", problem.code()).addKeyValue("error", problem.message());
            case AdminAnswer.Failed failed -> line.addKeyValue("error", failed.message());
            default -> line;
        };
        line.addKeyValue("took_ms", Duration.ofNanos(nanos).toMillis())
                .log("pod_" + operation(call) + "_" + outcome(answer));
    }
}
