package dev.nano.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogWriterTest {

    private static LogLine line(String text) {
        return new LogLine.Plain(text);
    }

    @Test
    void everyLineOfEveryThreadIsWrittenOnceAndInOrder() throws InterruptedException {
        var out = new ByteArrayOutputStream();
        List<Thread> threads = new ArrayList<>();
        try (var writer = new LogWriter(out, new TextLines())) {
            writer.start();
            for (int t = 0; t < 4; t++) {
                String name = "thread-" + t;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 3000; i++) {
                        writer.add(line(name + " " + i), LogWriter.Room.IMPORTANT);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        for (int t = 0; t < 4; t++) {
            String name = "thread-" + t + " ";
            List<String> own =
                    lines.stream().filter(text -> text.startsWith(name)).toList();
            assertThat(own).hasSize(3000).first().isEqualTo(name + "0");
            assertThat(own.getLast()).isEqualTo(name + "2999");
            assertThat(own).doesNotHaveDuplicates();
        }
    }

    @Test
    void aLineIsWrittenSoonThoughTheWriterHasGoneToSleep() {
        var out = new ByteArrayOutputStream();
        try (var writer = new LogWriter(out, new TextLines())) {
            writer.start();
            writer.add(line("first"), LogWriter.Room.NORMAL);
            await().until(() -> out.toString(StandardCharsets.UTF_8).equals("first\n"));
            await().until(writer::isAsleep);
            writer.add(line("second"), LogWriter.Room.NORMAL);
            await().until(() -> out.toString(StandardCharsets.UTF_8).endsWith("second\n"));
        }
    }

    /** Pairs that cannot be written. */
    private static final class NoMemory extends AbstractList<LogLine.Pair> {
        @Override
        public LogLine.Pair get(int index) {
            throw new OutOfMemoryError("thrown by the test");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void linesAreWrittenAfterOneForWhichThereWasNoMemory() {
        var out = new ByteArrayOutputStream();
        try (var writer = new LogWriter(out, new TextLines())) {
            writer.start();
            writer.add(new LogLine.Event(0, Level.INFO, "large", new NoMemory(), null), LogWriter.Room.NORMAL);
            await().until(() -> out.toString(StandardCharsets.UTF_8).contains("log_lines_dropped count=1"));
            writer.add(line("another"), LogWriter.Room.NORMAL);
            await().until(() -> out.toString(StandardCharsets.UTF_8).endsWith("another\n"));
        }
    }

    /** Standard output that nobody reads. */
    private static final class Stuck extends OutputStream {
        private final CountDownLatch release = new CountDownLatch(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            throw new AssertionError("only whole batches are written");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            written.write(bytes, offset, length);
        }
    }

    @Test
    void whoLogsNeverWaitsAndWhatIsDroppedIsCountedAndTheImportantIsKept() {
        var out = new Stuck();
        var writer = new LogWriter(out, new TextLines());
        writer.start();
        for (int i = 0; i < 50_000; i++) {
            writer.add(line("console"), LogWriter.Room.CONSOLE);
        }
        writer.add(line("normal after console"), LogWriter.Room.NORMAL);
        for (int i = 0; i < 50_000; i++) {
            writer.add(line("normal"), LogWriter.Room.NORMAL);
        }
        writer.add(line("important after all"), LogWriter.Room.IMPORTANT);
        long dropped = writer.dropped();
        assertThat(dropped).isBetween(80_000L, 95_000L);
        out.release.countDown();
        writer.close();
        String written = out.written.toString(StandardCharsets.UTF_8);
        assertThat(written).contains("normal after console\n", "important after all\n");
        // In one line or, when the writer's thread began late, in two.
        long counted = Pattern.compile("log_lines_dropped count=(\\d+)")
                .matcher(written)
                .results()
                .mapToLong(count -> Long.parseLong(count.group(1)))
                .sum();
        assertThat(counted).isEqualTo(dropped);
    }

    @Test
    void whatAppsPrintCannotFillTheMemoryWhileNobodyReads() {
        var out = new Stuck();
        var writer = new LogWriter(out, new TextLines());
        writer.start();
        String megabyte = "x".repeat(1024 * 1024);
        for (int i = 0; i < 100; i++) {
            writer.add(new LogLine.Console(0, Level.INFO, "a", megabyte), LogWriter.Room.CONSOLE);
        }
        assertThat(writer.dropped()).isBetween(90L, 99L);
        out.release.countDown();
        writer.close();
    }
}
