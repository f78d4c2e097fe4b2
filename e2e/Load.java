import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends requests to a Service until it is ended, and prints each second what has become of them:
 * {@code java Load.java ADDRESS PORT HOSTNAME}. Half of its clients keep their connections, the others make one for each request.
 * Over sockets: an HTTP client would hide a lost request by trying it again.
 */
final class Load {

    private static final int CLIENTS = 8;
    private static final int PAUSE_MS = 5;
    private static final int PATIENCE_MS = 20_000;

    private final InetSocketAddress server;
    private final String request;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Map<String, AtomicLong> bodies = new ConcurrentHashMap<>();

    private Load(String address, int port, String hostname) {
        this.server = new InetSocketAddress(address, port);
        this.request = "GET /load HTTP/1.1\r\nhost: " + hostname + "\r\n";
    }

    public static void main(String[] arguments) throws InterruptedException {
        var load = new Load(arguments[0], Integer.parseInt(arguments[1]), arguments[2]);
        for (int i = 0; i < CLIENTS; i++) {
            boolean keepsConnection = i % 2 == 0;
            Thread.ofVirtual().start(() -> load.client(keepsConnection));
        }
        while (true) {
            Thread.sleep(1000);
            System.out.println("answered=" + load.answered + " lost=" + load.lost + " answers=" + load.bodies);
        }
    }

    private void client(boolean keepsConnection) {
        Connection connection = null;
        while (true) {
            try {
                if (connection == null) {
                    connection = new Connection(server);
                }
                Answer answer = connection.ask(request + (keepsConnection ? "" : "connection: close\r\n") + "\r\n");
                if (answer.status() == 200) {
                    answered.incrementAndGet();
                    bodies.computeIfAbsent(answer.body().strip(), _ -> new AtomicLong())
                            .incrementAndGet();
                } else {
                    lost("status " + answer.status() + " " + answer.body());
                }
                if (answer.isLast()) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException e) {
                lost(e.toString());
                if (connection != null) {
                    connection.close();
                }
                connection = null;
            }
            pause();
        }
    }

    private void lost(String why) {
        lost.incrementAndGet();
        System.out.println("lost: " + why);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param isLast whether the server closes the connection after it */
    private record Answer(int status, String body, boolean isLast) {}

    private static final class Connection {

        private final Socket socket = new Socket();
        private final InputStream in;

        Connection(InetSocketAddress server) throws IOException {
            socket.connect(new InetSocketAddress(server.getHostString(), server.getPort()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        Answer ask(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String statusLine = line();
            int length = 0;
            boolean isLast = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(java.util.Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring("content-length:".length()).strip());
                } else if (lower.startsWith("connection:")) {
                    isLast = lower.contains("close");
                } else if (lower.startsWith("transfer-encoding:")) {
                    throw new IOException("a body without a length");
                }
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(statusLine.split(" ")[1]), body, isLast);
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("the connection was closed without an answer");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no more use.
            }
        }
    }
}
