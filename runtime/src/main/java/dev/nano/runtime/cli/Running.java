package dev.nano.runtime.cli;

import dev.nano.runtime.log.LogFormat;
import dev.nano.runtime.log.Logging;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server from its start to the signal that ends it. */
record Running(Logging logging, LogFormat format, Duration drainTimeout) {

    private static final Logger log = LoggerFactory.getLogger(Running.class);

    /** @return the exit status */
    int run(Server.Settings settings) throws IOException {
        CountDownLatch stop = new CountDownLatch(1);
        AtomicBoolean isStarting = new AtomicBoolean(true);
        Signals.onStop(() -> {
            if (isStarting.getAndSet(false)) {
                // There is nothing to finish, and loading very many apps could take minutes.
                log.atInfo().log("stopped_while_starting");
                logging.close();
                Runtime.getRuntime().halt(0);
            }
            stop.countDown();
        });
        try (Server server = new Server(settings, logging)) {
            if (!isStarting.getAndSet(false)) {
                // Being ended.
                stop.await();
            }
            StartUp startUp = StartUp.of(server, settings);
            switch (format) {
                case TEXT -> logging.print(startUp.text());
                case JSON -> startUp.log();
            }
            stop.await();
            long started = System.nanoTime();
            log.atInfo().addKeyValue("timeout_ms", drainTimeout.toMillis()).log("stopping");
            server.drain(drainTimeout);
            log.atInfo()
                    .addKeyValue("took_ms", (System.nanoTime() - started) / 1_000_000)
                    .log("stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
