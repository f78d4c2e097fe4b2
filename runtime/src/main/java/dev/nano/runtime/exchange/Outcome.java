package dev.nano.runtime.exchange;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange ended.
 *
 * @param status the HTTP status that was sent, 0 when the client left before any
 * @param tookNanos from the arrival of the request head to the last byte handed to the socket
 * @param bytesSent body bytes of the answer, before any transfer encoding
 * @param failure the runtime's own error, or null
 * @param clientLeft whether the connection or stream was closed by the client before the answer was complete
 */
public record Outcome(
        int status,
        long tookNanos,
        long bytesSent,
        @Nullable Failure failure,
        boolean clientLeft) {}
