package dev.nano.runtime.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nano apps}: the apps of a running server. */
@Command(
        name = "apps",
        description = "Lists and changes the apps of a running server through its admin API.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AppsCommand implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command (expected: list, add, remove or reload)");
    }

    @Command(name = "list", description = "Lists the apps.", mixinStandardHelpOptions = true)
    int list(
            @Mixin AdminAccess access,
            @Option(names = "--json", description = "Prints what the admin API answers.") boolean json)
            throws CommandFailure {
        JsonNode answer = access.call("GET", "/admin/apps", null);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? answer.toPrettyString() + "\n" : AppsTable.of(answer.path("apps")));
        out.flush();
        return 0;
    }

    @Command(name = "add", description = "Adds an app, or replaces it with --replace.", mixinStandardHelpOptions = true)
    int add(
            @Mixin AdminAccess access,
            @Parameters(paramLabel = "NAME", description = "The name of the app.") String name,
            @Option(
                            names = "--hostname",
                            paramLabel = "HOST",
                            description = "Where it answers; may be repeated (default: NAME).")
                    @Nullable
                    List<String> hostnames,
            @Option(names = "--dir", description = "A directory here whose files are sent.") @Nullable Path directory,
            @Option(names = "--path", description = "A directory there, under the server's --apps-dir.") @Nullable
                    String path,
            @Option(names = "--timeout-ms", paramLabel = "N", description = "How long a request may take.") @Nullable
                    Integer timeoutMs,
            @Option(names = "--memory-mb", paramLabel = "N", description = "How much an isolate may hold.") @Nullable
                    Integer memoryMb,
            @Option(
                            names = {"-e", "--env"},
                            paramLabel = "NAME=VALUE",
                            description = "What the app finds in its env; may be repeated.")
                    @Nullable
                    Map<String, String> env,
            @Option(names = "--replace", description = "Replaces the app of the same hostname.") boolean replace)
            throws CommandFailure {
        if ((directory == null) == (path == null)) {
            throw new CommandFailure(Main.BAD_USAGE, "--dir, --path: both or neither (expected: one of the two)");
        }
        ObjectNode app = JSON.createObjectNode().put("name", name);
        List<String> all = hostnames == null ? List.of(name) : hostnames;
        app.set("hostname", JSON.valueToTree(all));
        if (directory != null) {
            app.set("files", AppFiles.read(directory));
        } else {
            app.put("path", path);
        }
        if (timeoutMs != null) {
            app.put("timeout_ms", timeoutMs);
        }
        if (memoryMb != null) {
            app.put("memory_mb", memoryMb);
        }
        if (env != null) {
            app.set("env", JSON.valueToTree(env));
        }
        JsonNode answer = replace
                ? access.call("PUT", "/admin/apps/" + encode(all.getFirst()), app)
                : access.call("POST", "/admin/apps", app);
        say((replace ? answer.path("result").asText() : "added") + " "
                + answer.path("hostname").asText() + " " + answer.path("digest").asText());
        return 0;
    }

    @Command(name = "remove", description = "Removes an app.", mixinStandardHelpOptions = true)
    int remove(
            @Mixin AdminAccess access,
            @Parameters(paramLabel = "HOST", description = "The first hostname of the app.") String hostname)
            throws CommandFailure {
        JsonNode answer = access.call("DELETE", "/admin/apps?hostname=" + encode(hostname), null);
        say("removed " + answer.path("removed").asText());
        return 0;
    }

    @Command(
            name = "reload",
            description = "Makes the server read its config file now.",
            mixinStandardHelpOptions = true)
    int reload(@Mixin AdminAccess access) throws CommandFailure {
        JsonNode answer = access.call("POST", "/admin/reload", null);
        for (String what : List.of("added", "changed", "removed")) {
            answer.path("apps_" + what).forEach(host -> say(what + " " + host.asText()));
        }
        say(answer.path("apps_unchanged").size() + " unchanged, "
                + answer.path("apps_loaded").asInt() + " loaded");
        if (answer.path("errors").isEmpty()) {
            return 0;
        }
        answer.path("errors").forEach(error -> say("error " + error.asText()));
        return 1;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
