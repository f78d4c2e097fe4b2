package dev.nano.runtime.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** The files of a directory as the admin API takes them. Hidden ones ({@code .git}) stay where they are. */
final class AppFiles {

    private AppFiles() {}

    static ObjectNode read(Path directory) throws CommandFailure {
        if (!Files.isRegularFile(directory.resolve("index.js"))) {
            throw new CommandFailure(
                    Main.BAD_USAGE, "--dir: no index.js in " + directory + " (expected: the directory of an app)");
        }
        ObjectNode files = new JsonMapper().createObjectNode();
        try {
            for (Path file : regularFiles(directory)) {
                put(files, directory.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new CommandFailure(1, "--dir: " + directory + " cannot be read: " + e);
        }
        return files;
    }

    private static List<Path> regularFiles(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(directory.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static void put(ObjectNode files, String path, byte[] bytes) {
        try {
            files.put(
                    path,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            files.putObject(path).put("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
