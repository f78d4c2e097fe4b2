package dev.nano.runtime.cli;

import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.config.Config;
import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.isolate.LoadException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nano check}. */
@Command(
        name = "check",
        description =
                "Reads a config file and loads every app of it, without serving. Exit status 2 if anything is wrong.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "CONFIG", description = "The config file.")
    private Path file = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config config = ServeCommand.read(file);
        PrintWriter out = spec.commandLine().getOut();
        // What apps print while they load goes where it does not mix with the answer.
        PrintWriter err = spec.commandLine().getErr();
        int broken = 0;
        try (var isolates =
                        new Isolates(IsolateSettings.defaults(), (app, level, text) -> err.println(app + ": " + text));
                ExecutorService loaders = Executors.newVirtualThreadPerTaskExecutor()) {
            isolates.outbound().allowForAll(config.egress());
            List<Future<String>> loading = new ArrayList<>();
            for (AppSpec app : config.apps()) {
                loading.add(loaders.submit(() -> problem(isolates, app)));
            }
            for (int i = 0; i < loading.size(); i++) {
                String problem = loading.get(i).get();
                broken += problem.isEmpty() ? 0 : 1;
                String name = config.apps().get(i).name();
                out.println(problem.isEmpty() ? "ok      " + name : "broken  " + name + ": " + problem);
            }
        }
        int count = config.apps().size();
        out.println(count + (count == 1 ? " app, " : " apps, ") + broken + " broken");
        out.flush();
        return broken == 0 ? 0 : Main.BAD_USAGE;
    }

    private static String problem(Isolates isolates, AppSpec app) {
        AppCode code = Apps.code(app, CodeStore.inHeap());
        try {
            code.check();
            IsolatePool pool = isolates.unloaded(app.name(), app.host(), code, app.limits(), app.env(), app.egress());
            isolates.load(pool);
            var _ = pool.drain();
            return "";
        } catch (LoadException e) {
            return e.describe();
        }
    }
}
