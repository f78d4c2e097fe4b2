package dev.nano.runtime.code;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of an app in one array of bytes: their number, then for each its path and its content, lengths first. */
public final class FilePack {

    private FilePack() {}

    public static byte[] of(SortedMap<String, byte[]> byPath) {
        int size = byPath.values().stream().mapToInt(bytes -> bytes.length + 64).sum();
        var pack = new ByteArrayOutputStream(size);
        try (var out = new DataOutputStream(pack)) {
            out.writeInt(byPath.size());
            for (Map.Entry<String, byte[]> file : byPath.entrySet()) {
                byte[] path = file.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeInt(path.length);
                out.write(path);
                out.writeInt(file.getValue().length);
                out.write(file.getValue());
            }
        } catch (IOException e) {
            throw new AssertionError("writing to memory does not fail", e);
        }
        return pack.toByteArray();
    }

    /** @throws IOException when it is no such array */
    public static SortedMap<String, byte[]> files(byte[] pack) throws IOException {
        SortedMap<String, byte[]> byPath = new TreeMap<>();
        try (var in = new DataInputStream(new ByteArrayInputStream(pack))) {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String path = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
                byPath.put(path, in.readNBytes(in.readInt()));
            }
        }
        return byPath;
    }
}
