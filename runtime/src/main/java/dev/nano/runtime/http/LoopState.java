package dev.nano.runtime.http;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the connections of one event loop share. Only that loop touches it, {@link #outbox} excepted. */
final class LoopState {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String PROCESS =
            Long.toString(1_000_000_000L + (new SecureRandom().nextInt() & 0x7fffffff), 36);

    final EventLoop loop;
    final Outbox outbox;
    final RequestHeadParser parser = new RequestHeadParser();
    final Http1HeadWriter headWriter = new Http1HeadWriter();
    final HeadBytes heads;

    private final String idPrefix;
    private long lastId;
    private long dateSecond;
    private byte[] date = new byte[0];

    /** @param loops how many there are */
    LoopState(EventLoop loop, int number, int loops) {
        this.loop = loop;
        this.heads = new HeadBytes(loops);
        this.outbox = new Outbox(loop);
        this.idPrefix = PROCESS + Integer.toString(number, 36) + "-";
    }

    /** An id that no other request of this process has, nor, in all likelihood, one of another process. */
    String newRequestId() {
        return idPrefix + Long.toString(++lastId, 36);
    }

    /** The value of the {@code date} header now, in ASCII. */
    byte[] date() {
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date = HTTP_DATE.format(Instant.ofEpochSecond(second)).getBytes(StandardCharsets.US_ASCII);
        }
        return date;
    }
}
