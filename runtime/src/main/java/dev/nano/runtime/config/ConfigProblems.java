package dev.nano.runtime.config;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Everything that is wrong with a config file, in the order in which it was found; never empty. */
public record ConfigProblems(SeenFile file, List<Problem> problems) implements ConfigRead {

    public ConfigProblems {
        problems = List.copyOf(problems);
    }

    static ConfigProblems of(SeenFile file, String what) {
        return new ConfigProblems(file, List.of(Problem.of(file.path().toString(), what)));
    }

    @Override
    public List<SeenFile> files() {
        return Stream.concat(
                        Stream.of(file), problems.stream().map(Problem::file).filter(Objects::nonNull))
                .toList();
    }
}
