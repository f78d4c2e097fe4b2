package dev.nano.runtime.cli;

import picocli.CommandLine.Command;

/** {@code nano apps}: the apps of a running server. */
@Command(
        name = "apps",
        description = "Lists and changes the apps of a running server through its admin API.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AppsCommand {}
