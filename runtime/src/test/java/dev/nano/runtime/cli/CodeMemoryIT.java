package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code of apps that nobody asks for takes no heap from those that somebody does ask for. */
class CodeMemoryIT {

    private static final int APPS = 150;
    /** Less than the code of all apps takes. */
    private static final List<String> SMALL_HEAP = List.of("-Xmx128m");

    private static final String NEIGHBOUR = "{\"name\": \"neighbour\", \"files\": {\"index.js\":\"const held ="
            + " 'h'.repeat(4 << 20); export default { fetch: () => new Response('here ' + held.length) }\"}}";

    @TempDir
    private Path folder;

    /** An app of one MB that cannot be packed well. */
    private static String app(int number) {
        byte[] random = new byte[750_000];
        new Random(number).nextBytes(random);
        return "{\"name\": \"a" + number
                + "\", \"files\": {\"index.js\": \"export default { fetch: () => new Response('a" + number + "') } //"
                + Base64.getEncoder().encodeToString(random) + "\"}}";
    }

    @Test
    void manyLargeAppsLieOnDiskAndTheirNeighbourIsUntouched() throws Exception {
        String state = "--state-dir=" + folder.resolve("state");
        try (NanoProcess nano = NanoProcess.serve(SMALL_HEAP, state)) {
            nano.put("/admin/apps/neighbour", NEIGHBOUR);
            var neighbour = new Neighbour(nano);
            for (int i = 0; i < APPS; i++) {
                HttpResponse<String> put = nano.put("/admin/apps/a" + i, app(i));
                assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
            }
            neighbour.stop();
            assertThat(neighbour.failures.get()).isZero();
            assertThat(neighbour.served.get()).isPositive();
            assertThat(nano.get(nano.url(), "a7").body()).isEqualTo("a7");
            nano.kill();
            nano.awaitExit();
        }
        try (NanoProcess nano = NanoProcess.serve(SMALL_HEAP, state, "--wait-for-sync")) {
            for (int i = 0; i < APPS; i += 50) {
                assertThat(nano.get(nano.url(), "a" + i).body()).isEqualTo("a" + i);
            }
        }
    }

    @Test
    void withoutAStateDirectoryWhatDoesNotFitIsRefusedAndNamesTheSetting() throws Exception {
        try (NanoProcess nano = NanoProcess.serve(SMALL_HEAP, "--code-budget=8")) {
            nano.put("/admin/apps/neighbour", NEIGHBOUR);
            int taken = 0;
            HttpResponse<String> refused = nano.put("/admin/apps/a0", app(0));
            while (refused.statusCode() == 200 && taken < APPS) {
                taken++;
                refused = nano.put("/admin/apps/a" + taken, app(taken));
            }
            assertThat(taken).isBetween(8, 11);
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).contains("\"code_budget\"", "--code-budget", "--state-dir");
            HttpResponse<String> set = nano.put("/admin/apps", "{\"apps\": [" + NEIGHBOUR + "," + app(99) + "]}");
            assertThat(set.body()).contains("\"result\":\"code_budget\"", "\"unchanged\"");
            assertThat(nano.get(nano.url(), "neighbour").body()).startsWith("here");
        }
    }

    /** Asks for an app all the time. */
    private static final class Neighbour {

        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger failures = new AtomicInteger();
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final Thread thread;

        Neighbour(NanoProcess nano) {
            thread = Thread.ofVirtual().start(() -> {
                while (!isOver.get()) {
                    boolean isServed = nano.get(nano.url(), "neighbour").statusCode() == 200;
                    (isServed ? served : failures).incrementAndGet();
                }
            });
        }

        void stop() throws InterruptedException {
            isOver.set(true);
            thread.join();
        }
    }
}
