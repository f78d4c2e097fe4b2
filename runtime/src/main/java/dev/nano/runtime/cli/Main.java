package dev.nano.runtime.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code nano}: where the process starts. Exit status: 0 done, 1 failed, 2 bad usage or a bad config, 75 too many stuck
 * threads: start it again.
 */
@Command(
        name = "nano",
        description = "Runs many JavaScript apps, isolated from each other, in one process.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ServeCommand.class, CheckCommand.class, DevCommand.class, AppsCommand.class},
        footer = {"", "Each option can also be set in the environment: --admin-port as NANO_ADMIN_PORT."})
public final class Main implements Runnable {

    /** The process is to be started again: EX_TEMPFAIL of sysexits.h, and none that a signal or the JVM gives. */
    static final int TOO_MANY_STUCK_THREADS = 75;

    static final int BAD_USAGE = CommandLine.ExitCode.USAGE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        System.out.flush();
        // Not exit: hooks of libraries might wait for a thread that is stuck in an app.
        Runtime.getRuntime().halt(status);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setDefaultValueProvider(new Environment())
                .setParameterExceptionHandler(Main::complain)
                .setExecutionExceptionHandler(Main::fail)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int complain(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        command.getErr().println("nano: " + problem.getMessage() + Environment.hint(problem.getArgSpec(), arguments));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return BAD_USAGE;
    }

    private static int fail(Exception problem, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (problem instanceof CommandFailure failure) {
            command.getErr().println("nano: " + failure.getMessage());
            return failure.status();
        }
        throw problem;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command (expected: serve, check, dev or apps)");
    }
}
