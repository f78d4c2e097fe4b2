package dev.nano.runtime.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers {@code /good...} with its path, and everything else with bytes as they are given, whether they are
 * HTTP or not. In these a {@code ~} is a pause.
 */
final class RawUpstream implements AutoCloseable {

    final AtomicInteger connections = new AtomicInteger();
    /** Connections that the client has closed. */
    final AtomicInteger left = new AtomicInteger();

    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile String bytes = "";
    private volatile String greeting = "";

    RawUpstream() {
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** @param text what is sent for each request that is not {@code /good...} */
    void answerWith(String text) {
        bytes = text;
    }

    /** @param text what is sent before any request */
    void greetWith(String text) {
        greeting = text;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            send(out, greeting);
            for (String path = path(in); path != null; path = path(in)) {
                if (path.startsWith("/good")) {
                    send(out, "HTTP/1.1 200 OK\r\ncontent-length: " + path.length() + "\r\n\r\n" + path);
                } else {
                    send(out, bytes);
                    if (bytes.endsWith("!")) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // Told below.
        } finally {
            left.incrementAndGet();
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        String whole = text.endsWith("!") ? text.substring(0, text.length() - 1) : text;
        for (String part : whole.split("~")) {
            out.write(part.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            if (!part.equals(whole)) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The path of the next request, null at the end. */
    private static String path(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        return head.substring(head.indexOf(" ") + 1, head.indexOf(" HTTP/"));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
