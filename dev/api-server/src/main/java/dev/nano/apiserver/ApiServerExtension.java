package dev.nano.apiserver;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands an {@link ApiServer} to constructors and methods of tests that ask for one. It is the same for all test classes of a
 * module, started when it is first asked for; test classes keep apart by namespaces and names.
 */
public final class ApiServerExtension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ApiServer.class;
    }

    @Override
    public ApiServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root store closes what is closeable after the last test.
        return context.getRoot()
                .getStore(Namespace.create(ApiServerExtension.class))
                .getOrComputeIfAbsent(ApiServer.class, type -> ApiServer.start(), ApiServer.class);
    }
}
