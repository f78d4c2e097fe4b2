package dev.nano.runtime.config;

import java.util.List;

/** What reading a config file comes to. */
public sealed interface ConfigRead permits Config, ConfigProblems {

    /** The files that decide whether reading it again may come to something else. */
    List<SeenFile> files();
}
