package dev.nano.runtime.hostile;

import dev.nano.runtime.cli.NanoProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A well-behaved app in the same process, asked about twenty times a second for as long as this is open. */
final class Neighbour implements AutoCloseable {

    static final String HOST = "neighbour";
    private static final String CODE = """
        export default { async fetch(request) {
          const text = await new Response(JSON.stringify({ url: request.url, list: [1, 2, 3] })).text();
          await new Promise((resolve) => setTimeout(resolve, 1));
          return Response.json({ list: JSON.parse(text).list.map((n) => n + 1) });
        } };
        """;
    private static final String ANSWER = "{\"list\":[2,3,4]}";
    private static final long PAUSE_MILLIS = 50;

    private final NanoProcess nano;
    private final URI url;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private volatile String during = "nothing";
    private volatile long slowest;

    Neighbour(NanoProcess nano, URI url) {
        this.nano = nano;
        this.url = url;
    }

    void start() {
        String document = HostileCorpusIT.document(HOST, 20_000, 64, java.util.Map.of("index.js", CODE));
        HttpResponse<String> put = nano.put("/admin/apps/" + HOST, document);
        if (put.statusCode() != 200) {
            throw new IllegalStateException(put.body());
        }
        var _ = clock.scheduleWithFixedDelay(this::ask, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        long began = System.nanoTime();
        try {
            HttpResponse<String> answer = nano.get(url, HOST);
            if (answer.statusCode() != 200 || !answer.body().equals(ANSWER)) {
                failures.add(during + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (CompletionException e) {
            failures.add(during + ": " + e.getCause());
        }
        long took = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
        micros.add(took);
        slowest = Math.max(slowest, took);
    }

    /** Names what goes on from now on, for the messages. */
    void during(String attack) {
        during = attack;
        slowest = 0;
    }

    /** Of the requests since {@link #during}, in milliseconds. */
    long slowestMillis() {
        return slowest / 1000;
    }

    /** One line for each request that was not answered rightly, with the attack of that moment. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** For people: how long requests took. */
    String summary() {
        List<Long> sorted = List.copyOf(micros).stream().sorted().toList();
        if (sorted.isEmpty()) {
            return "neighbour: never asked";
        }
        return "neighbour: %d requests, %d failed; p50 %.1f ms, p99 %.1f ms, slowest %.1f ms"
                .formatted(
                        sorted.size(),
                        failures.size(),
                        sorted.get(sorted.size() / 2) / 1e3,
                        sorted.get(sorted.size() * 99 / 100) / 1e3,
                        sorted.getLast() / 1e3);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
