package dev.nano.runtime.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the runtime, from the manifest of its jar. */
final class Version implements IVersionProvider {

    static final String NUMBER = number();

    private static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"nano " + NUMBER + " (Java " + Runtime.version() + ")"};
    }
}
