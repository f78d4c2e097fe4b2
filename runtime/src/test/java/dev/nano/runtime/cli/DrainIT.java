package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.http.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM does to a process that has a lot to do: whatever has been asked for is answered. */
class DrainIT {

    private static final int CONNECTIONS = 32;
    private static final String APP = """
        const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        export default { async fetch(request) {
          switch (new URL(request.url).pathname) {
            case '/quick':
              return new Response('quick');
            case '/slow':
              console.log('begun slow');
              await pause(2000);
              return new Response('slow');
            case '/never':
              console.log('begun never');
              await new Promise(() => {});
            case '/upload':
              console.log('begun upload');
              return new Response(String((await request.text()).length));
            case '/download': {
              console.log('begun download');
              let chunks = 0;
              return new Response(new ReadableStream({ async pull(controller) {
                await pause(20);
                controller.enqueue(new Uint8Array(1000).fill(65));
                if (++chunks === 100) controller.close();
              } }));
            }
          }
        } };
        """;

    @TempDir
    private Path folder;

    private String config;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/index.js"), APP);
        config = Files.writeString(
                        folder.resolve("nano.json"),
                        "{\"apps\":[{\"name\":\"app\",\"path\":\"app\",\"timeout_ms\":600000}]}")
                .toString();
    }

    private static RawClient connect(URI url) throws IOException {
        return new RawClient(new InetSocketAddress(url.getHost(), url.getPort()));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: app\r\n\r\n";
    }

    @Test
    void everythingThatHasBeenAskedForIsAnsweredInFull() throws Exception {
        // A client that gets no processor for longer than that is taken for one that asks no more.
        try (NanoProcess nano = NanoProcess.serve(config, "--access-log=off", "--drain-grace=10s");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            URI url = nano.url();
            URI ready = nano.adminUrl().resolve("/readyz");
            AtomicInteger answers = new AtomicInteger();
            List<Future<?>> load = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                load.add(clients.submit(() -> {
                    askUntilToldToGo(url, answers);
                    return null;
                }));
            }
            try (RawClient slow = connect(url);
                    RawClient download = connect(url);
                    RawClient upload = connect(url);
                    RawClient idle = connect(url)) {
                idle.send(get("/quick")).read();
                slow.send(get("/slow"));
                download.send(get("/download"));
                upload.send("POST /upload HTTP/1.1\r\nHost: app\r\nContent-Length: 6\r\n\r\none");
                for (String what : List.of("slow", "download", "upload")) {
                    nano.awaitLine(" begun " + what);
                }
                await().until(() -> answers.get() > 10 * CONNECTIONS);

                nano.terminate();
                nano.awaitLine(" stopping ");
                assertThat(nano.get(ready, "x").statusCode()).isEqualTo(503);
                await().untilAsserted(() ->
                        assertThatThrownBy(() -> connect(url).close()).isInstanceOf(ConnectException.class));

                upload.send("two");
                assertThat(upload.read().body()).isEqualTo("6");
                assertThat(slow.read().body()).isEqualTo("slow");
                assertThat(download.read().body()).isEqualTo("A".repeat(100_000));
                for (RawClient client : List.of(slow, download, upload, idle)) {
                    assertThat(client.isClosed()).isTrue();
                }
            }
            for (Future<?> client : load) {
                client.get();
            }
            assertThat(nano.awaitExit()).isZero();
            assertThat(nano.out.getLast()).contains(" stopped ");
        }
    }

    /** One keep-alive connection, as busy as can be; throws on any answer but a whole 200 and when there is none. */
    private static void askUntilToldToGo(URI url, AtomicInteger answers) throws IOException {
        try (RawClient client = connect(url)) {
            while (true) {
                RawClient.Answer answer = client.send(get("/quick")).read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("quick");
                answers.incrementAndGet();
                if (answer.header("connection").isPresent()) {
                    assertThat(client.isClosed()).isTrue();
                    return;
                }
            }
        }
    }

    @Test
    void whatDoesNotFinishIsRefusedWhenTheTimeIsUp() throws Exception {
        try (NanoProcess nano = NanoProcess.serve(config, "--drain-timeout=500ms")) {
            URI url = nano.url();
            try (RawClient never = connect(url)) {
                never.send(get("/never"));
                nano.awaitLine(" begun never");
                nano.terminate();
                RawClient.Answer answer = never.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("nano-error")).contains("draining");
                assertThat(answer.header("retry-after")).isPresent();
                assertThat(nano.awaitExit()).isZero();
            }
        }
    }
}
