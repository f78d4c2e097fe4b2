package dev.nano.operator.it;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * In front of a real API server, without TLS and for its administrator: passes everything on, watches over WebSocket included,
 * until it is told to refuse some requests.
 */
final class FaultyApiServer implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *([0-9]+)");
    private static final Pattern UPGRADE = Pattern.compile("(?im)^upgrade: *websocket");

    private final URI target;
    private final SSLContext tls;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Fault fault;

    /** @param part of the path or query of requests that are refused */
    private record Fault(String part, int status) {

        byte[] answer() {
            String body = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"out of"
                    + " order\",\"code\":"
                    + status + "}";
            return ("HTTP/1.1 " + status + " Fault\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    FaultyApiServer(KubernetesClient administrator) throws Exception {
        Config config = administrator.getConfiguration();
        this.target = URI.create(config.getMasterUrl());
        this.tls = SSLUtils.sslContext(config);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Requests with this in their path or query are answered with this status; watches that there are end. */
    void refuse(String part, int status) {
        fault = new Fault(part, status);
        sockets.forEach(TcpProxy::close);
    }

    void heal() {
        fault = null;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket client) {
        sockets.add(client);
        try (client;
                Socket server = tls.getSocketFactory().createSocket(target.getHost(), target.getPort())) {
            sockets.add(server);
            Thread.ofVirtual().start(() -> copyAll(server, client));
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                Fault now = fault;
                if (now != null && head.substring(0, head.indexOf('\r')).contains(now.part())) {
                    client.getOutputStream().write(now.answer());
                    continue;
                }
                out.write(head.getBytes(StandardCharsets.ISO_8859_1));
                if (UPGRADE.matcher(head).find()) {
                    in.transferTo(out);
                    return;
                }
                Matcher length = LENGTH.matcher(head);
                out.write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
                out.flush();
            }
        } catch (IOException e) {
            // That is how connections end that are cut.
        } finally {
            sockets.remove(client);
        }
    }

    /** Up to the empty line, or empty at the end. */
    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private void copyAll(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // That is how connections end that are cut.
        } finally {
            sockets.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        sockets.forEach(TcpProxy::close);
    }
}
