package dev.nano.operator.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the {@link Runtimes} to tests that ask for them. */
final class RuntimesExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Runtimes.class;
    }

    @Override
    public Runtimes resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root store closes what is closeable after the last test.
        return context.getRoot()
                .getStore(Namespace.create(RuntimesExtension.class))
                .getOrComputeIfAbsent(Runtimes.class, type -> new Runtimes(), Runtimes.class);
    }
}
