package dev.nano.runtime.cli;

import dev.nano.runtime.log.LogFormat;
import dev.nano.runtime.log.Logging;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server from its start to what ends it: a signal, or too many threads that cannot be interrupted.
 *
 * @param exitDelay how long it goes on serving in the second case, so that a load balancer sees that it is not ready
 */
record Running(Logging logging, LogFormat format, Duration drainTimeout, Duration exitDelay) {

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    /** Beyond the drain, until the process is ended even if something keeps it from ending. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    /** Why the process ends. */
    private enum End {
        SIGNAL(0),
        TOO_MANY_STUCK(Main.TOO_MANY_STUCK_THREADS);

        private final int status;

        End(int status) {
            this.status = status;
        }
    }

    /** @return the exit status */
    int run(Server.Settings settings) throws IOException {
        BlockingQueue<End> ends = new ArrayBlockingQueue<>(4);
        AtomicBoolean isStarting = new AtomicBoolean(true);
        Signals.onStop(() -> {
            if (isStarting.getAndSet(false)) {
                // There is nothing to finish, and loading very many apps could take minutes.
                log.atInfo().log("stopped_while_starting");
                logging.close();
                Runtime.getRuntime().halt(0);
            }
            ends.offer(End.SIGNAL);
        });
        AtomicBoolean isReplaced = new AtomicBoolean();
        End end = End.SIGNAL;
        try (Server server = new Server(settings, logging, names -> {
            if (!isReplaced.getAndSet(true)) {
                announce(names);
                ends.offer(End.TOO_MANY_STUCK);
            }
        })) {
            if (!isStarting.getAndSet(false)) {
                // Being ended.
                ends.take();
            }
            StartUp startUp = StartUp.of(server, settings);
            switch (format) {
                case TEXT -> logging.print(startUp.text());
                case JSON -> startUp.log();
            }
            end = await(ends);
            if (end == End.TOO_MANY_STUCK) {
                haltAfter(drainTimeout.plus(LONGEST_CLOSE), end.status);
            }
            long started = System.nanoTime();
            log.atInfo().addKeyValue("timeout_ms", drainTimeout.toMillis()).log("stopping");
            server.drain(drainTimeout);
            log.atInfo()
                    .addKeyValue("took_ms", (System.nanoTime() - started) / 1_000_000)
                    .addKeyValue("status", end.status)
                    .log("stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return end.status;
    }

    private End await(BlockingQueue<End> ends) throws InterruptedException {
        End end = ends.take();
        if (end != End.TOO_MANY_STUCK) {
            return end;
        }
        @Nullable End signal = ends.poll(exitDelay.toMillis(), TimeUnit.MILLISECONDS);
        return signal != null ? signal : end;
    }

    private void announce(Set<String> apps) {
        String names = String.join(", ", apps);
        log.atError()
                .addKeyValue("app", names)
                .addKeyValue("status", Main.TOO_MANY_STUCK_THREADS)
                .addKeyValue("exits_in_ms", exitDelay.toMillis())
                .addKeyValue(
                        "remedy",
                        "change their code; it is not loaded again (GET /admin/quarantine) where there is a"
                                + " --state-dir")
                .log("too_many_stuck_threads");
        if (format == LogFormat.TEXT) {
            logging.print("nano exits with status " + Main.TOO_MANY_STUCK_THREADS
                    + ": too many threads are stuck in JavaScript that cannot be interrupted, in the code of: "
                    + names
                    + "\n"
                    + "Mend that code and start nano again. With --state-dir, nano does not load it again"
                    + " until it changes.");
        }
    }

    /** In case that a thread which is stuck, or a hook, keeps the process. */
    private static void haltAfter(Duration time, int status) {
        Thread.ofPlatform().daemon().name("nano-halt").start(() -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(status);
        });
    }
}
