package dev.nano.operator.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options from environment variables: {@code --admin-token-file} from {@code NANO_ADMIN_TOKEN_FILE}. */
final class Environment implements IDefaultValueProvider {

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || argument.arity().max() == 0) {
            return null;
        }
        String name =
                option.longestName().replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
        String value = System.getenv("NANO_" + name);
        return value == null || value.isEmpty() ? null : value;
    }
}
