package dev.nano.runtime.cli;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options from environment variables: {@code --admin-port} from {@code NANO_ADMIN_PORT}, CONFIG from NANO_CONFIG. */
final class Environment implements IDefaultValueProvider {

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        String value = System.getenv(variable(argument));
        return value == null || value.isEmpty() || argument.arity().max() == 0 ? null : value;
    }

    private static String variable(ArgSpec argument) {
        String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        return "NANO_" + name.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Says where a bad value comes from when it was not given on the command line. */
    static String hint(@Nullable ArgSpec argument, String[] arguments) {
        if (argument == null || System.getenv(variable(argument)) == null) {
            return "";
        }
        boolean isGiven = argument instanceof OptionSpec option
                && Arrays.stream(arguments).anyMatch(given -> given.startsWith(option.longestName()));
        return isGiven ? "" : " (from the environment: " + variable(argument) + ")";
    }
}
