package dev.nano.runtime.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sends bytes as they are and reads answers without any leniency. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    public record Answer(int status, List<String> headerLines, String body) {
        public Optional<String> header(String name) {
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst();
        }
    }

    private final Socket socket;
    private final InputStream in;

    public RawClient(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** @param receiveBuffer in bytes, 0 for the usual */
    RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(address, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public RawClient send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    void sendByteByByte(String bytes) throws IOException {
        for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            send(new byte[] {b});
        }
    }

    RawClient shutdownOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Closes with a reset instead of an orderly end. */
    void reset() throws IOException {
        leave(false);
    }

    void leave(boolean orderly) throws IOException {
        socket.setSoLinger(!orderly, 0);
        socket.close();
    }

    public Answer read() throws IOException {
        return read(false);
    }

    /** Reads the answer to a HEAD request. */
    Answer readHead() throws IOException {
        return read(true);
    }

    private Answer read(boolean head) throws IOException {
        String statusLine = line();
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        Answer answer = new Answer(status, lines, "");
        byte[] body = head || status < 200 || status == 204 || status == 304 ? new byte[0] : body(answer);
        return new Answer(status, lines, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] body(Answer head) throws IOException {
        Optional<String> length = head.header("content-length");
        if (length.isPresent()) {
            return exactly(Integer.parseInt(length.get()));
        }
        if (head.header("transfer-encoding").isEmpty()) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            body.write(exactly(size));
            if (!line().isEmpty()) {
                throw new IOException("a chunk that is longer than its size");
            }
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("cut off after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        while (b != '\n') {
            if (b < 0) {
                throw new IOException("closed within a line: " + line);
            }
            line.write(b);
            b = in.read();
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new IOException("a line feed alone");
        }
        return text.substring(0, text.length() - 1);
    }

    /** Whether the server has ended the connection in an orderly way; waits for it. */
    public boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    /** What comes until the server closes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
