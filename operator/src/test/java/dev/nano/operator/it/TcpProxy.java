package dev.nano.operator.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between an operator and its API server that fails when it is told to. */
final class TcpProxy implements AutoCloseable {

    private final String host;
    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;

    private enum Mode {
        PASS,
        /** Bytes are taken and go nowhere. */
        HANG,
        REFUSE
    }

    TcpProxy(URI target) throws IOException {
        this.host = target.getHost();
        this.target = target.getPort();
        this.listener = new ServerSocket(0, 50, InetAddress.getByName(host));
        Thread.ofVirtual().start(this::accept);
    }

    /** In place of the target's own. */
    URI address() {
        return URI.create("https://" + host + ":" + listener.getLocalPort());
    }

    /** All is well again. */
    void pass() {
        if (mode == Mode.HANG) {
            // What got lost is lost.
            cut();
        }
        mode = Mode.PASS;
    }

    void hang() {
        mode = Mode.HANG;
    }

    void refuse() {
        mode = Mode.REFUSE;
        cut();
    }

    /** Ends the connections that there are. */
    void cut() {
        sockets.forEach(TcpProxy::close);
        sockets.clear();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (mode == Mode.REFUSE) {
                    client.close();
                    continue;
                }
                var server = new Socket(host, target);
                sockets.add(client);
                sockets.add(server);
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            } catch (IOException e) {
                // Closed, or one that could not connect: it will try again.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (mode != Mode.HANG) {
                    out.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // That is how connections end that are cut.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
