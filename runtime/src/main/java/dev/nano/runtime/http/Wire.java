package dev.nano.runtime.http;

import org.jspecify.annotations.Nullable;

/** The side of an exchange that faces the client: an HTTP/1 connection or an HTTP/2 stream. Event loop only. */
sealed interface Wire permits Http1Output, Http2Output {

    /**
     * Sends the answer that {@code exchange} holds.
     *
     * @param whole its body, or null when that comes later
     * @throws AnswerHead.Invalid before anything has been sent
     */
    void answer(HttpExchange exchange, byte @Nullable [] whole) throws AnswerHead.Invalid;

    /** Whether body bytes may be handed over now; when not, {@link HttpExchange#pump} is called as soon as they may. */
    boolean isWritable();

    void writeData(HttpExchange exchange, byte[] bytes, int from, int length);

    /** Everything has been handed over. */
    void endData(HttpExchange exchange);

    /** Cuts a begun answer off, so that the client can tell. */
    void cutOff();

    /** Where the other end is. */
    Peer peer();

    LoopState state();
}
