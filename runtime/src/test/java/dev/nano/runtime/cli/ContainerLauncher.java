package dev.nano.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The launcher of the container image as it is, but for where it finds the image and the memory limit. */
final class ContainerLauncher {

    private static final Path MODULE = Path.of("").toAbsolutePath();

    private final Path cgroup;
    private final Path script;
    private String options;

    /** @param folder an empty one */
    ContainerLauncher(Path folder) throws IOException {
        cgroup = Files.createDirectories(folder.resolve("cgroup"));
        String text = Files.readString(MODULE.resolve("src/main/launcher/container.sh"))
                .replace("$target/fast/jdk", System.getProperty("java.home"))
                .replace("/opt/nano/runtime", MODULE.toString())
                .replace("/sys/fs/cgroup", cgroup.toString());
        script = Files.writeString(folder.resolve("container.sh"), text);
        // A JDK has an empty module in the place of the compiler; that of the image has none.
        options = "--upgrade-module-path=" + MODULE.resolve("target/graal");
    }

    /** What cgroup v2 says: bytes or {@code max}. */
    ContainerLauncher limit(String bytes) throws IOException {
        Files.writeString(cgroup.resolve("memory.max"), bytes + "\n");
        return this;
    }

    /** What cgroup v1 says, bytes in any case. */
    ContainerLauncher limitOfV1(String bytes) throws IOException {
        Path file = cgroup.resolve("memory/memory.limit_in_bytes");
        Files.createDirectories(file.getParent());
        Files.writeString(file, bytes + "\n");
        return this;
    }

    /** {@code NANO_JAVA_OPTS}. */
    ContainerLauncher options(String more) {
        options += " " + more;
        return this;
    }

    Map<String, String> environment() {
        return Map.of("NANO_JAVA_OPTS", options);
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
