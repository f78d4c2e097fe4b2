package dev.nano.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** An app is replaced as often as one likes without a failed request, and never answers with an old version afterwards. */
class ReplaceUnderLoadTest {

    private static final int CONNECTIONS = 16;
    private static final int REPLACEMENTS = 500;

    @Test
    void noRequestFailsAndNoOldVersionAnswersAfterTheChangeReturned() throws Exception {
        try (RunningApps running = new RunningApps();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            running.put("app", RunningApps.PATIENT, version(0));
            int isolatesBefore = running.isolates.count();
            AtomicInteger current = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong answers = new AtomicLong();
            List<Future<?>> loads = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                loads.add(clients.submit(() -> {
                    askUntil(over, running.port(), current, answers);
                    return null;
                }));
            }

            for (int version = 1; version <= REPLACEMENTS; version++) {
                running.put("app", RunningApps.PATIENT, version(version));
                current.set(version);
            }
            over.set(true);
            for (Future<?> load : loads) {
                load.get();
            }

            assertThat(answers.get()).isGreaterThan(REPLACEMENTS);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(running.isolates.count()).isLessThanOrEqualTo(isolatesBefore + 1));
        }
    }

    private static String version(int number) {
        return "export default { async fetch() { await null; return new Response('" + number + "'); } };";
    }

    /** One keep-alive connection; throws on any answer but 200, on a dropped connection and on an old version. */
    private static void askUntil(AtomicBoolean over, int port, AtomicInteger current, AtomicLong answers)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            var out = socket.getOutputStream();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            while (!over.get()) {
                int oldest = current.get();
                out.write("GET / HTTP/1.1\r\nHost: app\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
                int length = 0;
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    if (line.startsWith("content-length: ")) {
                        length = Integer.parseInt(line.substring("content-length: ".length()));
                    }
                }
                char[] body = new char[length];
                for (int read = 0; read < length; ) {
                    read += in.read(body, read, length - read);
                }
                assertThat(Integer.parseInt(new String(body))).isGreaterThanOrEqualTo(oldest);
                answers.incrementAndGet();
            }
        }
    }
}
