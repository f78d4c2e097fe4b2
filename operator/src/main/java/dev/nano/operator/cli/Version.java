package dev.nano.operator.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the operator, from the manifest of its jar. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "nano operator " + (version == null ? "development" : version) + " (Java " + Runtime.version() + ")"
        };
    }
}
